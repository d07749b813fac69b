"""Which phase each process of a machine is in: one byte each, in a file that all of them map into memory.

A process that is killed leaves its byte as it was: this tells, to the instruction, what it died in.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SEATS = 64
BETWEEN, WRITING, CATCHING_UP, REBUILDING = range(4)
NAMES = {BETWEEN: "between", WRITING: "writing", CATCHING_UP: "catching up", REBUILDING: "rebuilding"}


def open_map(path: Path) -> mmap.mmap:
    """Return the bytes of a machine's processes, all of them at BETWEEN at first."""
    if not path.exists():
        path.write_bytes(bytes(SEATS))
    with path.open("r+b") as file:
        return mmap.mmap(file.fileno(), SEATS)


class Phase:
    """The phase of one process."""

    def __init__(self, seats: mmap.mmap, seat: int, tell: Callable[[str], Any]) -> None:
        self._seats, self._seat, self._tell = seats, seat, tell
        self._seats[seat] = BETWEEN

    @contextmanager
    def during(self, phase: int) -> Iterator[None]:
        """Be in a phase, and then in the former one again."""
        former = self._seats[self._seat]
        self._tell(f"{NAMES[phase]} ...")
        self._seats[self._seat] = phase
        try:
            yield
        finally:
            self._seats[self._seat] = former
            self._tell(f"... {NAMES[phase]} ended")

    def marks(self, module: Any, name: str, phase: int) -> None:
        """Be in a phase whenever a function of a module runs."""
        function = getattr(module, name)

        def marked(*args: Any, **options: Any) -> Any:
            with self.during(phase):
                return function(*args, **options)

        setattr(module, name, marked)
