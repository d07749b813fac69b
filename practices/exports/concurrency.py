"""How many exports a process writes at once: each takes as much of it as hundreds of pages do. Others wait a while."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

MOST = 2
LONGEST = 900  # seconds; 100,000 practices take a fraction of it
PATIENCE = 30  # seconds in which a reader takes a piece
MOST_WAITING = 3  # each has a thread meanwhile: of eight, these and those who write leave three to all other readers
LONGEST_WAIT = 20.0  # seconds; most exports take a few
_LOOK = 0.1  # seconds

_taken: set[Slot] = set()
_waiting: list[object] = []
_lock = Lock()


class Busy(Exception):
    """As many exports are being written as this process takes on."""


class TooSlow(Exception):
    """Whoever reads an export took longer than its slot lasts."""


class Slot:
    """The slot of one export. It ends in any case, so that readers who stop reading can't keep all others waiting."""

    def __init__(self) -> None:
        self._last = self.ends = time.monotonic() + LONGEST

    @contextmanager
    def while_read(self) -> Iterator[None]:
        """Give the reader a piece and some time to take it. Raise TooSlow, since others may have the slot by then."""
        self.ends = min(time.monotonic() + PATIENCE, self._last)
        yield
        if time.monotonic() > self.ends:
            raise TooSlow
        self.ends = self._last


@contextmanager
def slot() -> Iterator[Slot]:
    """Take a slot, as soon as there is one. Raise Busy if there is none for long, or too many wait already."""
    mine = _free() or _waited_for()
    try:
        yield mine
    finally:
        _taken.discard(mine)  # without the lock: the collector may end this while the same thread holds it


def _free() -> Slot | None:
    """Take a slot if there is one."""
    with _lock:
        now = time.monotonic()
        _taken.difference_update([other for other in list(_taken) if now > other.ends])
        if len(_taken) >= MOST:
            return None
        mine = Slot()
        _taken.add(mine)
        return mine


def _waited_for() -> Slot:
    """Wait for a slot, and take it. Raise Busy.

    It looks now and then: whoever gives a slot back may be the collector, which can't take a lock to tell others.
    """
    me, until = object(), time.monotonic() + LONGEST_WAIT
    if len(_waiting) >= MOST_WAITING:
        raise Busy
    _waiting.append(me)
    try:
        while time.monotonic() < until:
            time.sleep(_LOOK)
            # Who came first has the next one.
            if _waiting[0] is me and (mine := _free()):
                return mine
    finally:
        _waiting.remove(me)
    raise Busy
