"""How far somebody has read the change log."""

from __future__ import annotations

from dataclasses import dataclass, field

# The first and last of a run of numbers, and when they were found missing (seconds since 1970).
Gap = tuple[int, int, float]


class PlaceLost(Exception):
    """The log is not the one that was read, or what is unread is too much: whoever reads it begins anew."""


@dataclass(frozen=True)
class Position:
    """What has been read of the change log. `reader.py` moves it on."""

    # The last entry read: its number and its time, by which it is recognised again.
    last_id: int = 0
    last_at: str = ""
    # Numbers below it that were not there yet: their transactions were still open, and may yet commit.
    gaps: list[Gap] = field(default_factory=list)
    # How many entries it has read that tell of a vocabulary.
    vocabulary_changes: int = 0

    @property
    def progress(self) -> tuple[int, int, int]:
        """Grows with everything that is read."""
        missing = sum(last - first + 1 for first, last, _since in self.gaps)
        return self.last_id, self.vocabulary_changes, -missing

    @property
    def edition(self) -> str:
        """Changes with every change of the catalogue. Machines that have read as far nearly always agree on it."""
        return repr((self.last_id, self.last_at, [(first, last) for first, last, _since in self.gaps]))
