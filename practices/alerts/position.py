"""Up to which change somebody has been told all.

Changes are told by the numbers of records (`changelog/records.py`), which become visible in order: so none is missed
below a number, and none is told twice.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db.models import Max, QuerySet
from django.utils import timezone
from pyroaring import BitMap

from practices.changelog import records
from practices.changelog.reader import LONGEST_TRANSACTION
from practices.models import Alert, Record

DELAY = datetime.timedelta(hours=1)  # until a change is told: meanwhile it may be mended, and others may follow
_EVERY = {Alert.Rhythm.WEEKLY: datetime.timedelta(days=7), Alert.Rhythm.MONTHLY: datetime.timedelta(days=30)}


class Position(NamedTuple):
    """The number of the last record that is told, and when the last of what was told up to there changed."""

    number: int
    told_until: datetime.datetime


def newest() -> Position:
    """Return the position of who is told of nothing that is there already."""
    records.keep_up()
    return _at(Record.objects.all())


def settled(now: datetime.datetime) -> Position:
    """Return the position up to which all is told at a moment. Raise a DatabaseError if that can't be found out."""
    records.catch_up()
    return _at(Record.objects.filter(changed_at__lte=now - DELAY))


def changed(until: Position, number: int, told_until: datetime.datetime) -> tuple[BitMap, BitMap]:
    """Return what changed after another position and up to this one: practices that are public, and that are no more.

    Where records are written anew, all have new numbers: what changed long before is left out.
    """
    earliest = told_until - datetime.timedelta(seconds=LONGEST_TRANSACTION)
    records = Record.objects.filter(number__gt=number, number__lte=until.number, updated_at__gte=earliest)
    here, gone = (BitMap(records.filter(is_gone=is_gone).values_list("pk", flat=True)) for is_gone in (False, True))
    return here, gone


def next_look(rhythm: str, now: datetime.datetime) -> datetime.datetime:
    """Return when an alert of a rhythm is to be looked at after now."""
    return now + _EVERY.get(Alert.Rhythm(rhythm), datetime.timedelta(minutes=1))


def _at(told: QuerySet[Record]) -> Position:
    last = told.aggregate(number=Max("number"), until=Max("updated_at"))
    return Position(last["number"] or 0, last["until"] or timezone.now())
