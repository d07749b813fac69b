"""Cursors: up to which change somebody has read the records, as `<number>-<seconds since 1970>`.

Where a database was put back by other means than `manage.py restore`, numbers are given twice, to other changes.
The time tells it: what stands up to a number can't have changed after the moment at which that number was the last.
"""

from __future__ import annotations

from django.db.models import Max

from practices.models import Record

START = "0"
FORM = r"^(0|[0-9]{1,15}-[0-9]{1,12})$"


def newest() -> str:
    """Return the cursor of whoever has read everything."""
    return at(Record.objects.aggregate(last=Max("number"))["last"] or 0)


def at(number: int) -> str:
    """Return the cursor of whoever has read up to a number."""
    return f"{number}-{_changed_until(number)}" if number else START


def number_of(cursor: str) -> int | None:
    """Return the number that a cursor stands at, or None if the records are not those that it was given for."""
    if cursor == START:
        return 0
    number, seconds = map(int, cursor.split("-"))
    is_given = Record.objects.filter(number__gte=number).exists()
    return number if is_given and _changed_until(number) <= seconds else None


def _changed_until(number: int) -> int:
    """Return when the last of the changes up to a number was, or 0 if all of them were followed by others."""
    changed = Record.objects.filter(number__lte=number).aggregate(last=Max("changed_at"))["last"]
    return int(changed.timestamp()) if changed else 0
