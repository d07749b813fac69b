"""Numbers that must not be given twice, and how they go on after a database was put back.

A backup knows the numbers that were given until it was made. Those given afterwards stand in links, and in the copies
of harvesters. Three things tell of them: the database that is replaced, if it goes on from the backup; the high water,
written with each backup; and where there is no such database, the clock: more than anybody could have used since.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from practices.changelog import records
from practices.models import Change, LogPosition, Practice, Record, change, sequences

from .kinds import database

PRACTICES_A_DAY = 10_000  # five imports of the largest size
RECORDS_A_DAY = 1_000_000  # each practice of a large catalogue many times
_TABLE = "practices_practice"


@dataclass(frozen=True)
class Numbers:
    """Up to where numbers were given, and by what the history is known again."""

    practice: int = 0
    record: int = 0  # of a change that harvesters were told
    told_at: str = ""  # the time of the last of those, ISO 8601 in UTC
    change: int = 0  # the last entry of the change log
    changed_at: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what a file holds of it."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Numbers:
        """Read what `as_json` gave, or a part of it."""
        return cls(**{name: value for name, value in given.items() if name in cls.__dataclass_fields__})

    @property
    def high_water(self) -> dict[str, Any]:
        """What is kept outside of backups."""
        return {"practice": self.practice, "record": self.record, "told_at": self.told_at}


@dataclass(frozen=True)
class Replaced:
    """What the database that is about to be replaced knows of what came after the backup."""

    numbers: Numbers = field(default_factory=Numbers)
    goes_on: bool = False  # whether it is the database of the backup, as it is now
    told: frozenset[int] = frozenset()  # the practices that harvesters were told of
    updated: dict[int, datetime] = field(default_factory=dict)  # when each public practice changed last


def read() -> Numbers:
    """Return up to where the database of the connection has given numbers."""
    last = Change.objects.order_by("-pk").values_list("pk", "at").first()
    return Numbers(
        practice=max(database().last_number(_TABLE), sequences.highest()),
        record=LogPosition.objects.aggregate(last=Max("number"))["last"] or 0,
        told_at=_written(Record.objects.aggregate(last=Max("changed_at"))["last"]),
        change=last[0] if last else 0,
        changed_at=_written(last[1] if last else None),
    )


def look_at_replaced(backup: Numbers) -> Replaced:
    """Return what the database of the connection knows of what came after a backup."""
    found = {_written(at) for at in Change.objects.filter(pk=backup.change).values_list("at", flat=True)}
    return Replaced(
        numbers=read(),
        goes_on=bool(backup.changed_at) and backup.changed_at in found,
        told=frozenset(Record.objects.values_list("practice_id", flat=True)),
        updated=_public(),
    )


@transaction.atomic
def go_on(backup: Numbers, made: datetime, replaced: Replaced, high_water: Numbers, now: datetime) -> None:
    """Let the database of the connection, which was just restored, go on where the replaced one ended.

    Whoever harvests is told of everything anew: each record gets the time of now, so that an old cursor is known as
    one, and practices that came after the backup are told as gone.
    """
    after = _above((backup, read(), replaced.numbers, high_water))
    if not replaced.goes_on:
        days = max(math.ceil((now - made) / timedelta(days=1)), 1)
        after = Numbers(after.practice + days * PRACTICES_A_DAY, after.record + days * RECORDS_A_DAY, after.told_at)
    database().go_on_after(_TABLE, after.practice)
    change.record([None])  # pages that were kept before show another edition
    records.catch_up()
    moment = _after(after.told_at, now)
    Record.objects.update(changed_at=moment)
    _tell_what_changed_back(replaced, moment)
    _tell_what_is_gone(replaced, moment, after.record)


def _above(known: Iterable[Numbers]) -> Numbers:
    """Return the highest of each number."""
    known = list(known)
    return Numbers(*(max(getattr(one, name) for one in known) for name in ("practice", "record", "told_at")))


def _tell_what_changed_back(replaced: Replaced, moment: datetime) -> None:
    """Practices whose public text is an earlier one again changed just now: `updated_since` asks for that."""
    back = [pk for pk, at in _public().items() if replaced.updated.get(pk, at) != at] if replaced.goes_on else []
    for start in range(0, len(back), 500):
        ids = back[start : start + 500]
        QuerySet(Practice).filter(pk__in=ids).update(updated_at=moment)
        Record.objects.filter(pk__in=ids).update(updated_at=moment)


def _tell_what_is_gone(replaced: Replaced, moment: datetime, number: int) -> None:
    """Practices that harvesters know and this database doesn't are gone. Their numbers are never given again."""
    unknown = sorted(replaced.told - set(Record.objects.values_list("pk", flat=True)))
    Record.objects.bulk_create(
        [
            Record(practice_id=pk, number=number + place, changed_at=moment, updated_at=moment, is_gone=True)
            for place, pk in enumerate(unknown, start=1)
        ],
        batch_size=500,
    )
    LogPosition.objects.update(number=number + len(unknown))


def _public() -> dict[int, datetime]:
    """Return when each public practice changed last."""
    found: Any = QuerySet(Practice).filter(state=Practice.State.PUBLISHED).order_by()
    return dict(found.values_list("pk", "updated_at"))


def _written(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def _after(told_at: str, now: datetime) -> datetime:
    """Return the second after now, and after all that harvesters were told: cursors of then must be known as old."""
    last = now.replace(microsecond=0)
    return max(last, datetime.fromisoformat(told_at) if told_at else last) + timedelta(seconds=1)
