"""How many exports a process writes at once: each takes as much of it as hundreds of pages do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

MOST = 2
LONGEST = 900  # seconds; 100,000 practices take a fraction of it
PATIENCE = 30  # seconds in which a reader takes a piece

_taken: set[Slot] = set()
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
    """Take a slot. Raise Busy if there is none."""
    with _lock:
        now = time.monotonic()
        _taken.difference_update([other for other in list(_taken) if now > other.ends])
        if len(_taken) >= MOST:
            raise Busy
        mine = Slot()
        _taken.add(mine)
    try:
        yield mine
    finally:
        _taken.discard(mine)  # without the lock: the collector may end this while the same thread holds it
