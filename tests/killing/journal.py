"""One file in which all processes of all machines note what they do and see, in the order of time."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

Note = dict[str, Any]


def now() -> float:
    """Seconds on a clock that all processes share."""
    return time.monotonic()


class Journal:
    """Notes of one process, which may be killed at any moment."""

    def __init__(self, path: Path, who: str) -> None:
        self.who = who
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(self, what: str, **values: Any) -> float:
        """Write one note and return its time."""
        at = now()
        line = json.dumps({"what": what, "who": self.who, "at": at, **values})
        # One write each. The line break comes first: what a killed process left of a line stays alone.
        os.write(self._file, b"\n" + line.encode())
        return at


class Follower:
    """Reads a journal while it grows."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._rest = b""

    def new(self) -> list[Note]:
        """Return the notes since the last call."""
        *lines, self._rest = (self._rest + self._file.read()).split(b"\n")
        try:
            json.loads(self._rest)
        except ValueError:  # empty, or still being written
            pass
        else:
            lines, self._rest = [*lines, self._rest], b""
        return [note for line in lines if (note := _read(line)) is not None]


def read(path: Path) -> list[Note]:
    """Return all notes of a finished journal, in the order of time."""
    return sorted(Follower(path).new(), key=lambda note: note["at"])


def _read(line: bytes) -> Note | None:
    try:
        note: Note = json.loads(line)
    except ValueError:
        return None
    return note
