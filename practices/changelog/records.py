"""What the public sees of each practice, numbered in the order in which it changed.

Feeds, mirrors and harvesters ask 'what is new since then?'. The change log can't answer: its entries are written
before they are committed, so somebody who asked meanwhile would miss them. Records are written afterwards, one writer
at a time, so numbers and times become visible in order: what a copy does not have yet has a higher number, and a time
that is not before that copy's last question.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from practices.models import Change, LogPosition, Practice, Record, Synonym
from practices.taxonomy import vocabularies
from practices.taxonomy.facets import SEARCHED
from practices.taxonomy.vocabularies import VOCABULARIES

from . import reader
from .position import PlaceLost, Position

logger = logging.getLogger(__name__)

Terms = dict[str, dict[str, str]]  # model -> number -> what it says, shortened

_BATCH = 1000
# Of a term: where it stands in lists, what its address is called, and what no practice's record holds.
_NOT_SAID = ("order", "slug", "aliases", "description")

# Whether this request was answered without the newest records: then its answer is not of the catalogue's edition.
are_behind: ContextVar[bool] = ContextVar("records_are_behind", default=False)


def current() -> models.QuerySet[Record]:
    """Return the records, caught up with what was committed until now, if they can be written."""
    keep_up()
    return Record.objects.all()


def complete_until() -> datetime:
    """Catch up, and return until when the records are complete: whoever asks next time for what is new begins there.

    Where they can't be written (the database is a copy, or somebody holds it too long), that is the time of the last
    record: no later one is older.
    """
    now = timezone.now()
    if keep_up() and not _is_standby():
        return now
    return Record.objects.aggregate(last=models.Max("changed_at"))["last"] or now


def keep_up() -> bool:
    """Catch up if that is possible, and tell whether it was. If not, the answer to this request is not kept."""
    try:
        catch_up()
    except DatabaseError as error:
        logger.warning("Answering without the newest records: %s", error)
        are_behind.set(True)
        return False
    return True


def _is_standby() -> bool:
    """Whether this database follows another one, which may have records that have not come here yet."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as asking:
        asking.execute("SELECT pg_is_in_recovery()")
        return bool(asking.fetchone()[0])


def catch_up() -> None:
    """Write a record of each practice that changed for the public since the last time."""
    read = LogPosition.objects.first()
    if read is not None and not _is_behind(read):
        return
    with transaction.atomic():
        nobody_asked = read is None
        if nobody_asked:
            LogPosition.objects.get_or_create(pk=1)
        read = LogPosition.objects.select_for_update().get(pk=1)
        _read_on(read, nobody_asked and not read.number)
        read.save()


def _is_behind(read: LogPosition) -> bool:
    try:
        return not read.terms or bool(reader.unread(_position(read)))
    except PlaceLost:
        return True


def _read_on(read: LogPosition, nobody_asked: bool) -> None:
    """Write records of what is new in the change log, or of everything where the place in it is lost.

    As long as nobody asked, a record may be as old as what it tells of.
    """
    place = _position(read)
    read.terms = read.terms or _digests()
    try:
        entries = reader.unread(place) if read.number else None
    except PlaceLost:
        entries = None
    if entries is None:
        place, changed = reader.at_start(), _all(read)
    elif entries:
        changed = _changed(entries, read)
        place = reader.after(place, entries)
    else:
        return  # another process was faster
    _write(read, changed, None if nobody_asked else timezone.now().replace(microsecond=0))
    read.last_id, read.last_at, read.gaps = place.last_id, place.last_at, place.gaps


def _position(read: LogPosition) -> Position:
    """Return where the records stand in the change log."""
    gaps = [(first, last, since) for first, last, since in read.gaps]
    return Position(read.last_id, read.last_at, gaps)


def _changed(entries: Iterable[reader.Entry], read: LogPosition) -> dict[int, datetime]:
    """Return the practices that changed by these entries of the log, with the time of the last change of each."""
    changed: dict[int, datetime] = {}
    of_vocabularies = [at for _pk, practice_id, at in entries if practice_id is None]
    if of_vocabularies:
        changed = dict.fromkeys(_showing_changed_terms(read), max(of_vocabularies))
    keys = [pk for pk, _practice_id, _at in entries]
    silent = Change.objects.filter(of_links_only=True, pk__range=(min(keys), max(keys))).values_list("pk", flat=True)
    unchanged = set(silent)
    for pk, practice_id, at in entries:
        if practice_id is not None and pk not in unchanged:
            changed[practice_id] = max(at, changed.get(practice_id, at))
    return changed


def _all(read: LogPosition) -> dict[int, datetime]:
    """Return every practice that is or was public, with the time at which it changed last, as far as that is known."""
    read.terms = _digests()
    here = Record.objects.filter(is_gone=False).values_list("practice_id", "updated_at")
    once_public: Any = models.QuerySet(Practice).filter(published_at__isnull=False).values_list("pk", "updated_at")
    return dict(here) | dict(once_public)


def _write(read: LogPosition, changed: dict[int, datetime], now: datetime | None) -> None:
    """Give each of these practices the next number and this second, or that in which it changed."""
    for ids in _batches(sorted(changed, key=lambda pk: (changed[pk], pk))):
        # What came merged into another was never here for itself: nobody has a copy.
        practices: Any = (
            models.QuerySet(Practice).filter(pk__in=ids, revises=None).exclude(state="merged", main_citation=None)
        )
        is_public = dict(practices.values_list("pk", models.ExpressionWrapper(Q(state="published"), _YES_OR_NO)))
        moments = {pk: changed[pk].replace(microsecond=0) for pk in ids}
        known = set(Record.objects.filter(pk__in=ids).values_list("pk", flat=True))
        rows = [
            Record(
                practice_id=pk,
                number=read.number + place,
                changed_at=now or moments[pk],
                updated_at=moments[pk],
                is_gone=not is_public.get(pk, False),
            )
            for place, pk in enumerate((pk for pk in ids if pk in known or pk in is_public), start=1)
        ]
        read.number += len(rows)
        Record.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["practice_id"],
            update_fields=["number", "changed_at", "updated_at", "is_gone"],
        )


_YES_OR_NO = models.BooleanField()


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _showing_changed_terms(read: LogPosition) -> set[int]:
    """Return the practices that have a term which says something else than it did."""
    before, read.terms = read.terms, _digests()
    known = vocabularies.read()
    found: set[int] = set()
    for facet in SEARCHED:
        if facet.vocabulary is None or facet.is_derived:
            continue
        model: Any = facet.vocabulary
        old, new = (terms.get(model._meta.label, {}) for terms in (before, read.terms))
        # What is there no more has told of its practices itself.
        numbers = [number for number in new if old.get(number) != new[number]]
        changed = model._base_manager.filter(pk__in=numbers).values_list(model.VALUE, flat=True) if numbers else ()
        stored = {one for value in changed for one in (value, *facet.stored_as(value, known))}
        for path in facet.paths if changed else ():
            practices: Any = models.QuerySet(Practice).filter(state="published", **{f"{path}__in": stored})
            found.update(practices.order_by().values_list("pk", flat=True))
    return found


def _digests() -> Terms:
    """Return what each term says now, shortened."""
    models_of_terms: list[Any] = [model for model in VOCABULARIES if model is not Synonym]
    return {
        model._meta.label: {str(row["id"]): _digest(row.items()) for row in model._base_manager.values()}
        for model in models_of_terms
    }


def _digest(said: Iterable[tuple[str, Any]]) -> str:
    """Shorten what a row says of the practices that show it."""
    told = [pair for pair in said if not pair[0].startswith(_NOT_SAID)]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
