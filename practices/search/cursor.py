"""Where an index stands in the change log, and what it has yet to read.

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
from django.db.models import Q
from django.utils import timezone

from practices.models import Change

from .store import Gap, IndexDamaged, State

LONGEST_TRANSACTION = 3600.0  # seconds: a number that was skipped longer ago was rolled back
MOST_ENTRIES = 20_000  # with more to catch up on, a rebuild is quicker
MOST_GAPS = 500
KEEP_ENTRIES = 100_000  # of the log; an index that is further behind is rebuilt

Entry = tuple[int, int | None, datetime]
_COLUMNS = ("pk", "practice_id", "at")


def unread(state: State) -> list[Entry]:
    """Return the entries that the index has not read. Raise IndexDamaged if the log is not the one it was reading."""
    wanted = Q(pk__gte=state.last_id)
    for first, last, _since in state.gaps:
        wanted |= Q(pk__range=(first, last))
    entries: list[Entry] = list(Change.objects.filter(wanted).order_by("pk").values_list(*_COLUMNS)[: MOST_ENTRIES + 1])
    if state.last_id:
        at_last = [at for pk, _practice_id, at in entries if pk == state.last_id]
        if not at_last or at_last[0].isoformat() != state.last_at:
            raise IndexDamaged("It has lost its place in the change log.")
    if len(entries) > MOST_ENTRIES:
        raise IndexDamaged("It is too far behind the change log.")
    return [entry for entry in entries if entry[0] != state.last_id]


def has_read(state: State, entries: Iterable[Entry]) -> bool:
    """Whether the index has read all of these entries."""
    return all(
        pk <= state.last_id and not any(first <= pk <= last for first, last, _since in state.gaps)
        for pk, _practice_id, _at in entries
    )


def after(state: State, entries: Iterable[Entry]) -> State:
    """Return the state after these entries have been read."""
    entries = sorted(entries)
    now = time.time()
    gaps = [gap for gap in state.gaps if now - gap[2] < LONGEST_TRANSACTION]
    last_id, _practice_id, last_at = entries[-1]
    if last_id > state.last_id:
        gaps.append((state.last_id + 1, last_id, now))
        state = replace(state, last_id=last_id, last_at=last_at.isoformat())
    read = [pk for pk, _practice_id, _at in entries]
    gaps = [piece for gap in gaps for piece in _without(gap, read)][-MOST_GAPS:]
    of_vocabularies = sum(practice_id is None for _pk, practice_id, _at in entries)
    return replace(state, gaps=gaps, vocabulary_changes=state.vocabulary_changes + of_vocabularies)


def at_start(state: State) -> State:
    """Return the state of an index that is about to read the whole database."""
    long_ago = timezone.now() - timedelta(seconds=LONGEST_TRANSACTION)
    settled = Change.objects.filter(at__lt=long_ago).order_by("-pk").values_list(*_COLUMNS).first()
    if settled:
        state = replace(state, last_id=settled[0], last_at=settled[2].isoformat())
    # All of them: those left out would look like numbers yet to appear, and be read again and again.
    entries = list(Change.objects.filter(pk__gt=state.last_id).values_list(*_COLUMNS))
    return after(state, entries) if entries else state


def prune(state: State) -> None:
    """Delete old entries. An index of another machine that still needs them is rebuilt when it next looks."""
    if state.last_id > KEEP_ENTRIES:
        with contextlib.suppress(DatabaseError):  # it is busy: the next time will do
            Change.objects.filter(pk__lt=state.last_id - KEEP_ENTRIES).delete()


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
