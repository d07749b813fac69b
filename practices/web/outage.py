"""Whether a database answers: found out once for all threads, so that none waits for what another has just missed.

As soon as somebody finds it gone, a thread of its own asks once a second whether it is back. Until then whoever needs
it is told so at once, and what can do without it (kept pages: `caching/editions.py`) has all threads for itself.

A database may also hang: it takes questions and is silent. Who waits for it in vain doubts that it is there, and a
thread of its own asks; what it finds counts for all who wait (`catalogue/databases/postgresql/waiting.py`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.backends.base.base import NO_DB_ALIAS

_log = logging.getLogger(__name__)
_REST = 1.0  # seconds between two attempts


class _Outage:
    """What this process knows of one database."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.error: DatabaseError | None = None
        self.is_asked = False  # because somebody doubts that it is there
        self.answered_at = 0.0  # when that was last in vain


_here: dict[str, _Outage] = defaultdict(_Outage)


def begin(error: DatabaseError, alias: str = DEFAULT_DB_ALIAS) -> None:
    """Note that a database did not answer. All threads are told so until it answers again."""
    here = _here[alias]
    with here.lock:
        if here.error is not None:
            return
        here.error = error
    _log.error("The database (%s) does not answer: %s", alias, error)
    threading.Thread(target=_watch, args=[alias], name="database-watch", daemon=True).start()


def refuse(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Raise the error of whoever found a database gone, if it is."""
    if (error := _here[alias].error) is not None:
        raise type(error)(*error.args) from error.__cause__


def doubt(alias: str) -> None:
    """Let somebody find out whether a database that has been silent is there. Raise a DatabaseError if it is not."""
    refuse(alias)
    here = _here[alias]
    with here.lock:
        if here.is_asked or time.monotonic() - here.answered_at < _REST:
            return
        here.is_asked = True
    threading.Thread(target=_find_out, args=[alias], name="database-doubt", daemon=True).start()


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Let SQLite wait no longer than this for somebody who has locked it: who reads has less time than who writes."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":  # nobody who writes keeps others from reading
        yield
        return
    usual = connection.settings_dict["OPTIONS"]["timeout"]
    connection.connection.execute(f"PRAGMA busy_timeout = {int(1000 * seconds)}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {int(1000 * usual)}")


def _watch(alias: str) -> None:
    began = time.monotonic()
    database: Any = connections[alias]
    if database.vendor == "postgresql":
        database.close_pool()  # its connections may be broken, and others wait there for one in vain
    while _fault_of(alias) is not None:
        time.sleep(_REST)
    _here[alias].error = None
    _log.warning("The database (%s) answers again, after %.1f seconds.", alias, time.monotonic() - began)


def _find_out(alias: str) -> None:
    error = _fault_of(alias)
    here = _here[alias]
    with here.lock:
        here.is_asked, here.answered_at = False, time.monotonic()
    if error is not None:
        begin(error, alias)


def _fault_of(alias: str) -> DatabaseError | None:
    """Return what keeps a new connection from reading, if anything does."""
    own: Any = connections[alias].copy(alias=NO_DB_ALIAS)  # past the pool
    own.is_probe = True
    try:
        with own.wrap_database_errors:
            own.connect()
            own.connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    except DatabaseError as error:
        return error
    finally:
        own.close()
    return None
