"""Dates as each language writes them."""

from __future__ import annotations

from typing import Any

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language


def write_first_of_month() -> None:
    """Let French say '1er décembre' wherever Django writes a date in words: its formats have no place for this."""
    DateFormat.j = _day  # type: ignore[assignment,method-assign]


def _day(moment: Any) -> int | str:
    day: int = moment.data.day
    return "1er" if day == 1 and get_language() == "fr" else day
