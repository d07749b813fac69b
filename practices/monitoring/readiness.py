"""Whether this machine can answer readers: looked at in a thread of its own, so that whoever asks never hangs."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import Error, connection, connections
from django.utils import timezone

from practices.search import IndexUnavailable, follow, require_index, store
from practices.web import replica
from practices.web.tables import migrations

_log = logging.getLogger(__name__)
OK, WARNING, FAILED = "ok", "warning", "failed"
TIMEOUT = 2.0  # seconds until what has not answered counts as failed
_FRESH = 1.0  # seconds for which a result is given again: whoever asks often costs nothing
LAG = 60.0  # seconds that a change may wait for the index
LEAST_FREE = 1_000_000_000  # bytes of the disk


class Finding(NamedTuple):
    """What one check has found. `reason` is empty where all is well."""

    check: str
    state: str
    reason: str = ""

    @property
    def line(self) -> str:
        """What is said in one line."""
        return f"{self.check}: {'warning: ' if self.state == WARNING else ''}{self.reason or 'ok'}"


class Lag(NamedTuple):
    """How far the index is behind the change log: changes, and seconds since the oldest of them."""

    changes: int
    seconds: float


class _Look:
    """One look at everything, and what has been found so far."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.findings: list[Finding] = []
        self.done = threading.Event()

    def run(self) -> None:
        """Look, check by check."""
        try:
            for check in CHECKS:
                self.findings.append(_checked(check))
        finally:
            self.done.set()

    def so_far(self) -> list[Finding]:
        """Return what was found, and what has not answered."""
        found = list(self.findings)
        late = [Finding(name, FAILED, f"no answer within {TIMEOUT:.0f} seconds") for name in NAMES[len(found) :][:1]]
        return [*found, *late, *(Finding(name, FAILED, "not looked at") for name in NAMES[len(found) + 1 :])]


_lock = threading.Lock()
_latest: _Look | None = None
_lag: Lag | None = None


def look() -> list[Finding]:
    """Return what each check finds, within TIMEOUT seconds. At most one thread looks, however many ask."""
    if connection.in_atomic_block:  # as in a test: another connection would not see what this one has written
        alone = _Look()
        alone.run()
        return alone.findings
    current = _current()
    current.done.wait(max(0.0, TIMEOUT - (time.monotonic() - current.began)))
    return current.so_far()


def latest_lag() -> Lag | None:
    """Return how far the index was behind when somebody looked last, or None if that could not be told."""
    return _lag


def forget() -> None:
    """Look anew when somebody asks next."""
    global _latest
    with _lock:
        _latest = None


def _current() -> _Look:
    """Return the look that is under way or fresh, else begin another."""
    global _latest
    with _lock:
        latest = _latest
        if latest is None or (latest.done.is_set() and time.monotonic() - latest.began > _FRESH):
            latest = _latest = _Look()
            threading.Thread(target=_run_and_leave, args=[latest], name="readiness", daemon=True).start()
        return latest


def _run_and_leave(current: _Look) -> None:
    try:
        current.run()
    finally:
        connections.close_all()


def _checked(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except (Error, OSError) as error:
        name = NAMES[CHECKS.index(check)]
        _log.warning("Not ready: the check of %s failed with %s.", name, type(error).__name__)
        return Finding(name, FAILED, "no answer")


# The checks ------------------------------------------------------------------------------------


def _disk() -> Finding:
    """Reading goes on without room and on a read-only disk, so neither takes a machine from its readers."""
    if is_read_only(settings.DATA_DIR):
        return Finding("disk", WARNING, "DATA_DIR is read-only; nothing can be saved")
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LEAST_FREE:
        return Finding("disk", WARNING, f"{free // 1_000_000} MB are left for DATA_DIR")
    return Finding("disk", OK)


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding("database", OK)


def _migrations() -> Finding:
    missing, ahead = migrations()
    if missing:
        return Finding("migrations", FAILED, f"{len(missing)} not applied, the first is {missing[0]}")
    if ahead:
        return Finding("migrations", WARNING, f"the database is ahead of this release: {ahead[-1]}")
    return Finding("migrations", OK)


def _index() -> Finding:
    global _lag
    # On a read-only disk it can't follow, and who asked it to would wait. The database answers what it can't.
    stands_still = is_read_only(settings.SEARCH_INDEX_DIR)
    _lag = lag = _caught_up(stands_still)
    if stands_still:
        how = f", and it is {lag.changes} changes behind" if lag else ", and there is no index that fits"
        return Finding("search index", WARNING, f"its folder is read-only{how}")
    if lag is None:
        return Finding("search index", FAILED, "not ready")
    if lag.seconds > LAG:
        return Finding("search index", FAILED, f"{lag.changes} changes behind, for {lag.seconds:.0f} seconds")
    return Finding("search index", OK)


def _caught_up(stands_still: bool) -> Lag | None:
    """Let the index read what is new, if it can. Return what is left then, or None if there is no index that fits."""
    try:
        if not stands_still:
            require_index()
        return index_lag()
    except IndexUnavailable:
        return None


def _replica() -> Finding:
    """Its pages are read from the primary meanwhile, so it takes no machine from its readers."""
    state = store.read_state()
    if state is None:
        return Finding("replica", OK)
    try:
        has_all = replica.has(state.position.edition)
    except Error:
        return Finding("replica", WARNING, "no answer; pages are read from the primary")
    if not has_all and replica.behind_for() > LAG:
        reason = f"it has not what readers are shown, for {replica.behind_for():.0f} seconds; they read the primary"
        return Finding("replica", WARNING, reason)
    return Finding("replica", OK)


CHECKS: tuple[Callable[[], Finding], ...] = (_disk, _database, _migrations, _index)
NAMES: tuple[str, ...] = ("disk", "database", "migrations", "search index")
if replica.exists():
    CHECKS, NAMES = (*CHECKS, _replica), (*NAMES, "replica")


# What they ask ---------------------------------------------------------------------------------


def is_read_only(folder: Path) -> bool:
    """Whether a folder, or where it would be made, lies on a disk that can't be written, or is closed to this user."""
    there = next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))
    return bool(os.statvfs(there).f_flag & os.ST_RDONLY) or (there == folder and not os.access(there, os.W_OK))


def index_lag() -> Lag:
    """Return how far the index is behind. Raise IndexUnavailable if there is none that fits."""
    state = store.read_state()
    if state is None:
        raise IndexUnavailable("There is no index that fits.")
    entries = follow.unread(state)
    oldest = min((at for _pk, _practice_id, at in entries), default=None)
    return Lag(len(entries), max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0)


def is_ready(findings: list[Finding]) -> bool:
    """Whether readers can be sent here."""
    return all(finding.state != FAILED for finding in findings)


def lines(findings: list[Finding]) -> Iterator[str]:
    """Yield a line for each thing that is not as it should be: what failed first."""
    for state in (FAILED, WARNING):
        yield from (finding.line for finding in findings if finding.state == state)
