"""Reading on in the change log from a position.

The log's numbers are given out in order but may commit out of order. So numbers that were
skipped are remembered and looked for again, until their transaction has surely ended.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from practices.models import Change

from .position import Gap, PlaceLost, Position

LONGEST_TRANSACTION = 3600.0  # seconds: a number that was skipped longer ago was rolled back
MOST_ENTRIES = 20_000  # with more to catch up on, a rebuild is quicker
MOST_GAPS = 500
KEEP_ENTRIES = 100_000  # of the log; an index that is further behind is rebuilt

Entry = tuple[int, int | None, datetime]
_COLUMNS = ("pk", "practice_id", "at")


def unread(position: Position) -> list[Entry]:
    """Return the entries that were not read yet. Raise PlaceLost if the log is not the one that was read."""
    wanted = Q(pk__gte=position.last_id)
    for first, last, _since in position.gaps:
        wanted |= Q(pk__range=(first, last))
    entries: list[Entry] = list(Change.objects.filter(wanted).order_by("pk").values_list(*_COLUMNS)[: MOST_ENTRIES + 1])
    if position.last_id:
        at_last = [at for pk, _practice_id, at in entries if pk == position.last_id]
        if not at_last or at_last[0].isoformat() != position.last_at:
            raise PlaceLost("It has lost its place in the change log.")
    if len(entries) > MOST_ENTRIES:
        raise PlaceLost("It is too far behind the change log.")
    return [entry for entry in entries if entry[0] != position.last_id]


def has_read(position: Position, entries: Iterable[Entry]) -> bool:
    """Whether all of these entries have been read."""
    return all(
        pk <= position.last_id and not any(first <= pk <= last for first, last, _since in position.gaps)
        for pk, _practice_id, _at in entries
    )


def after(position: Position, entries: Iterable[Entry]) -> Position:
    """Return the position after these entries have been read."""
    entries = sorted(entries)
    now = time.time()
    gaps = [gap for gap in position.gaps if now - gap[2] < LONGEST_TRANSACTION]
    last_id, _practice_id, last_at = entries[-1]
    if last_id > position.last_id:
        gaps.append((position.last_id + 1, last_id, now))
        position = replace(position, last_id=last_id, last_at=last_at.isoformat())
    read = [pk for pk, _practice_id, _at in entries]
    gaps = [piece for gap in gaps for piece in _without(gap, read)][-MOST_GAPS:]
    of_vocabularies = sum(practice_id is None for _pk, practice_id, _at in entries)
    return replace(position, gaps=gaps, vocabulary_changes=position.vocabulary_changes + of_vocabularies)


def at_start() -> Position:
    """Return the position of whoever is about to read the whole database."""
    position = Position()
    long_ago = timezone.now() - timedelta(seconds=LONGEST_TRANSACTION)
    settled = Change.objects.filter(at__lt=long_ago).order_by("-pk").values_list(*_COLUMNS).first()
    if settled:
        position = replace(position, last_id=settled[0], last_at=settled[2].isoformat())
    # All of them: those left out would look like numbers yet to appear, and be read again and again.
    entries = list(Change.objects.filter(pk__gt=position.last_id).values_list(*_COLUMNS))
    return after(position, entries) if entries else position


def prune(position: Position) -> None:
    """Delete old entries. An index of another machine that still needs them is rebuilt when it next looks."""
    if position.last_id > KEEP_ENTRIES:
        with contextlib.suppress(DatabaseError):  # it is busy: the next time will do
            Change.objects.filter(pk__lt=position.last_id - KEEP_ENTRIES).delete()


def old() -> QuerySet[Change]:
    """Return the entries that are kept no longer, whoever has read them: for where nobody reads for long."""
    newest = Change.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return Change.objects.filter(pk__lt=newest - KEEP_ENTRIES)


def _without(gap: Gap, read: list[int]) -> Iterator[Gap]:
    """Yield what is left of a gap when these numbers, in order, have been read."""
    first, last, since = gap
    for number in read:
        if first <= number <= last:
            if number > first:
                yield first, number - 1, since
            first = number + 1
    if first <= last:
        yield first, last, since
