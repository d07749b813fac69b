"""What one cell can hold."""

from __future__ import annotations

from datetime import date

Cell = str | int | date | None

LONGEST = 32_767  # characters of a cell, as Excel counts them
MOST_ROWS = 1_048_575  # that Excel can show below the headings
_CUT = " […]"


def length(text: str) -> int:
    """Return how many characters a text has, as Excel counts them: in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def shortened(text: str) -> str:
    """Return as much of a text as a cell can hold."""
    if len(text) <= LONGEST // 2 or length(text) <= LONGEST:
        return text
    return text.encode("utf-16-le")[: 2 * (LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
