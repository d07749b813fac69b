"""How many exports a process writes at once: each takes as much of it as hundreds of pages do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

MOST = 2
LONGEST = 900  # seconds; 100,000 practices take a fraction of it

_begun: dict[object, float] = {}  # each export that is being written, and when it began
_lock = Lock()


class Busy(Exception):
    """As many exports are being written as this process takes on."""


@contextmanager
def turn() -> Iterator[float]:
    """Take a turn: until when, of `time.monotonic()`. Raise Busy if there is none.

    It ends then in any case, so that readers who stop reading can't keep all others waiting.
    """
    mine = object()
    with _lock:
        now = time.monotonic()
        for other in [other for other, began in _begun.items() if now - began > LONGEST]:
            del _begun[other]
        if len(_begun) >= MOST:
            raise Busy
        _begun[mine] = now
    try:
        yield now + LONGEST
    finally:
        _begun.pop(mine, None)
