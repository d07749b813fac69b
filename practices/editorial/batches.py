"""Imports after they are done: what of each stands as it came, what somebody has touched since, and undoing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.db import models, transaction
from django.db.models import Q

from practices.models import Batch, Organisation, Practice, Source, Version, reasons

from . import content, history, permissions, references, revisions, workflow

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_AT_ONCE = 100  # practices
_NAMED: tuple[Any, ...] = (Organisation, Source)  # what practices name


@dataclass
class Standing:
    """What has become of the practices of an import."""

    untouched: list[Practice] = field(default_factory=list)  # new ones that undoing it takes away
    touched: list[tuple[Practice, Version]] = field(default_factory=list)  # and those that stay, with what came last
    changed: list[Practice] = field(default_factory=list)  # that were there before it
    gone: int = 0
    # Organisations and sources that it added: those that would go with it, and those that something else names, that
    # somebody has changed, or that the user may not delete.
    idle: list[Any] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)


def of(batch: Batch, user: User) -> Standing:
    """Return what has become of the practices of an import, as far as the user may undo it."""
    numbers, standing = sorted(_numbers(batch, "practice")), Standing()
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        found = list(Practice._base_manager.filter(pk__in=some).order_by("pk"))
        standing.gone += len(some) - len(found)
        _sort(found, batch, user, standing)
    for model in _NAMED:
        _sort_named(model, batch, user, {practice.pk for practice in standing.untouched}, standing)
    return standing


@history.one_act()
def undo(batch: Batch, by: User, reason: str = "") -> Standing:
    """Take away what an import made and nobody has touched since: drafts, which can be recovered, and working copies.

    Return what it left.
    """
    reason = reasons.worded(reasons.IMPORT_UNDONE, {"name": batch.name}, reason)
    with transaction.atomic():
        _lock(batch)
        standing = of(batch, by)
        drafts = [practice for practice in standing.untouched if practice.revises_id is None]
        for start in range(0, len(drafts), _AT_ONCE):
            workflow.delete_drafts(drafts[start : start + _AT_ONCE], by, reason)
        for copy in standing.untouched:
            if copy.revises_id is not None:
                revisions.discard(copy, by, reason)
        for model in _NAMED:
            idle = [thing for thing in standing.idle if isinstance(thing, model)]
            references.delete_all(model, idle, by, reason)
    return standing


def with_counts(batches: Iterable[Batch]) -> list[tuple[Batch, int, int]]:
    """Return each import with how many of its new practices stand as they came, and how many were touched since.

    What was changed outside the curators' rooms, and who said something, is told by `of` alone.
    """
    batches, through = list(batches), cast(Any, Batch.versions.through)
    same = Version.objects.filter(kind="practice", object_id=models.OuterRef("version__object_id"))
    own = through._base_manager.filter(batch=models.OuterRef(models.OuterRef("batch"))).values("version")
    later = same.filter(pk__gt=models.OuterRef("version")).exclude(pk__in=own)
    made = through._base_manager.filter(batch__in=batches, version__kind="practice", version__number=1)
    there = made.filter(version__object_id__in=Practice._base_manager.values("pk"))
    rows = there.annotate(is_touched=models.Exists(later)).values_list("batch", "is_touched")
    counts = {(batch, is_touched): count for batch, is_touched, count in rows.annotate(models.Count("pk"))}
    return [(batch, counts.get((batch.pk, False), 0), counts.get((batch.pk, True), 0)) for batch in batches]


def _sort(practices: list[Practice], batch: Batch, user: User, standing: Standing) -> None:
    keys = [practice.pk for practice in practices]
    made = _numbers(batch, "practice", number=1)
    newest = history.newest_of(Practice, keys)
    as_it_came = _own(batch, newest.values())
    spoken_of = Q(comments__isnull=False) | Q(unsaved__isnull=False)  # somebody is at work on it
    in_work = set(Practice.objects.filter(spoken_of, pk__in=keys).values_list("pk", flat=True))
    with_rows: Any = content.with_everything(Practice._base_manager.filter(pk__in=keys))
    as_it_is = {practice.pk: content.of(practice) for practice in with_rows}
    for practice in practices:
        version = newest[practice.pk]
        is_as_it_came = version.pk in as_it_came and practice.pk not in in_work
        if practice.pk not in made:
            standing.changed.append(practice)
        elif is_as_it_came and not content.changed(version.content, as_it_is[practice.pk]) and _may_go(practice, user):
            standing.untouched.append(practice)
        else:
            standing.touched.append((practice, version))


def _sort_named(model: Any, batch: Batch, user: User, going: set[int], standing: Standing) -> None:
    """Sort organisations or sources that an import added, of which practices that go are no longer a use."""
    keys = _numbers(batch, model._meta.model_name, number=1)
    newest = history.newest_of(model, keys) if keys else {}
    as_it_came = _own(batch, newest.values())
    (path,) = model.PRACTICE_PATHS
    used_by = model._base_manager.filter(pk__in=keys).order_by("pk").values_list("pk", path)
    used = {pk for pk, practice in used_by if practice is not None and practice not in going}
    used |= set(model._base_manager.filter(merged_into__in=keys).values_list("merged_into", flat=True))
    for thing in content.with_everything(model._base_manager.filter(pk__in=keys).order_by("pk")):
        version = newest[thing.pk]
        is_as_it_came = version.pk in as_it_came and not content.changed(version.content, content.of(thing))
        goes = is_as_it_came and thing.pk not in used and references.may_delete(thing, user)
        (standing.idle if goes else standing.kept).append(thing)


def _may_go(practice: Practice, user: User) -> bool:
    if practice.revises_id is None:
        return permissions.may_delete(practice, user)
    return permissions.may_edit(practice, user)


def _numbers(batch: Batch, kind: str, **which: Any) -> set[int]:
    """Return the numbers of the things of a kind that an import made or changed; with `number=1`, of those it made."""
    return set(batch.versions.filter(kind=kind, **which).order_by().values_list("object_id", flat=True))


def _own(batch: Batch, versions: Iterable[Version]) -> set[int]:
    """Return which of some versions an import wrote, by their keys."""
    keys = [version.pk for version in versions]
    return set(batch.versions.filter(pk__in=keys).order_by().values_list("pk", flat=True))


def _lock(batch: Batch) -> None:
    """Lock the practices of an import, what they revise, and what it added for them, in the order in which all lock
    them.
    """
    numbers = batch.versions.filter(kind="practice").order_by().values("object_id")
    copies = Practice._base_manager.filter(pk__in=numbers, revises__isnull=False)
    keys = models.Q(pk__in=numbers) | models.Q(pk__in=copies.values("revises"))
    added = [(model, Q(pk__in=_numbers(batch, model._meta.model_name, number=1))) for model in _NAMED]
    for model, which in [(Practice, keys), *added]:
        rows = model._base_manager.select_for_update(of=("self",)).filter(which)
        list(rows.order_by("pk").values_list("pk", flat=True))
