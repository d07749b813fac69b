"""Whether the database answers: found out once for all threads, so that none waits for what another has just missed.

As soon as somebody finds it gone, a thread of its own asks once a second whether it is back. Until then whoever needs
it is told so at once, and what can do without it (kept pages: `caching/editions.py`) has all threads for itself.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection
from django.db.backends.base.base import NO_DB_ALIAS

_log = logging.getLogger(__name__)
_REST = 1.0  # seconds between two attempts


class _Outage:
    """What this process knows."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.error: DatabaseError | None = None


_here = _Outage()


def begin(error: DatabaseError) -> None:
    """Note that the database did not answer. All threads are told so until it answers again."""
    with _here.lock:
        if _here.error is not None:
            return
        _here.error = error
    _log.error("The database does not answer: %s", error)
    threading.Thread(target=_watch, name="database-watch", daemon=True).start()


def refuse() -> None:
    """Raise the error of whoever found the database gone, if it is."""
    if (error := _here.error) is not None:
        raise type(error)(*error.args) from error.__cause__


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


def _watch() -> None:
    began = time.monotonic()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined] # its connections may be broken, and others wait there for one in vain
    while not _answers():
        time.sleep(_REST)
    _here.error = None
    _log.warning("The database answers again, after %.1f seconds.", time.monotonic() - began)


def _answers() -> bool:
    """Whether a new connection can read."""
    own: Any = connection.copy(alias=NO_DB_ALIAS)  # past the pool
    try:
        with own.wrap_database_errors:
            own.connect()
            own.connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    except DatabaseError:
        return False
    finally:
        own.close()
    return True
