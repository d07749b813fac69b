"""Which database a request reads: the primary, or its replica where there is one and what is shown is public.

The index and its edition follow the primary alone, and so does all that is not a public page. A page of an edition is
read from the replica only where that has replayed all that the edition shows (`has`): else a page would be kept under
an edition with what was there before it. What is newer does no harm: the next edition makes the page anew.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections

from . import outage

_log = logging.getLogger(__name__)
ALIAS = "replica"
_here = threading.local()
# Of a standby in the primary's place, how far that has come.
_END_OF_LOG = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END"
_behind_since: float | None = None


def exists() -> bool:
    """Whether there is one (DATABASE_REPLICA_URL)."""
    return ALIAS in connections.settings


def alias() -> str:
    """Return the database that this thread reads now."""
    return getattr(_here, "alias", DEFAULT_DB_ALIAS)


def leave(**_given: Any) -> None:
    """Read the primary from now on, as after something was written."""
    _here.alias = DEFAULT_DB_ALIAS


# A file that is sent piece by piece is read when its view has long returned.
request_started.connect(leave, dispatch_uid="replica")
request_finished.connect(leave, dispatch_uid="replica")


@contextmanager
def primary() -> Iterator[None]:
    """Read the primary for a while."""
    before = alias()
    leave()
    try:
        yield
    finally:
        _here.alias = before


def choose(edition: str) -> bool:
    """Let this request read the replica from now on, if that is there and has come as far as an edition."""
    if not exists():
        return False
    place = _place_of(edition)
    try:
        if not _has_replayed(place):
            return False
    except DatabaseError as error:
        outage.begin(error, ALIAS)
        return False
    _here.alias = ALIAS
    return True


def has(edition: str) -> bool:
    """Whether the replica has replayed all that an edition shows. Raise a DatabaseError where it does not answer."""
    return _has_replayed(_place_of(edition))


def _has_replayed(place: str) -> bool:
    global _behind_since
    has_all = False
    try:
        outage.refuse(ALIAS)
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn", [place])
            has_all = bool(cursor.fetchone()[0])
    finally:
        _behind_since = None if has_all else _behind_since or time.monotonic()
    return has_all


def behind_for() -> float:
    """Return for how many seconds the replica has not had what readers are shown, or has not answered."""
    since = _behind_since
    return time.monotonic() - since if since is not None else 0.0


def has_failed() -> bool:
    """Whether this request has met an error of the replica."""
    return exists() and bool(connections[ALIAS].errors_occurred)


@lru_cache(maxsize=16)
def _place_of(edition: str) -> str:
    """Return a place in the primary's write-ahead log behind all that an edition shows: where the log ends now.

    Asked once for each edition, whose transactions were all committed before it could be seen.
    """
    with connection.cursor() as cursor:
        cursor.execute(_END_OF_LOG)
        return str(cursor.fetchone()[0])
