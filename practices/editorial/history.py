"""The history of practices and of what they are described with: who changed what, when and why, and the way back.

Whoever changes content records it here, in the transaction that changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from practices.models import Batch, Practice, Version, reasons, states

from . import content, translations

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Action = Version.Action
_Thing = TypeVar("_Thing", bound=models.Model)
_Found = tuple[models.Model, Version | None, content.Content]
# What writes no text that anybody would have to read again.
_OF_NO_TEXT = {Action.PUBLISHED, Action.CLEANED, Action.RESCHEDULED}
_act: ContextVar[UUID | None] = ContextVar("act", default=None)


class DeletedMeanwhile(Exception):
    """Somebody has deleted the thing since it was read."""


@contextmanager
def one_act(act: UUID | None = None) -> Iterator[None]:
    """Let what is recorded within count as done at once, unless it is part of something larger that does.

    `act` names what is done piece by piece.
    """
    token = _act.set(_act.get() or act or uuid4())
    try:
        yield
    finally:
        _act.reset(token)


def versions(thing: models.Model) -> models.QuerySet[Version]:
    """Return the versions of a thing, the newest first."""
    return Version.objects.filter(kind=thing._meta.model_name, object_id=thing.pk)


def latest(thing: models.Model) -> Version | None:
    """Return the newest version of a thing, or None if it has no history yet."""
    return versions(thing).first()


def numbered(thing: models.Model, number: int) -> Version | None:
    """Return a version by its number. 0, which forms carry from before there was a history, is what that began with."""
    which = {"number": number} if number else {"action": Action.BEGUN}
    return versions(thing).filter(**which).first()


def numbers(practices: Iterable[Practice]) -> dict[int, int]:
    """Return the number of the newest version of each practice that has a history, by its id."""
    found = Version.objects.filter(kind="practice", object_id__in=[practice.pk for practice in practices])
    return dict(found.order_by().values_list("object_id").annotate(models.Max("number")))


def lock(thing: _Thing) -> _Thing:
    """Return the thing as it stands in the database, which nobody else changes until this transaction ends.

    Raise DeletedMeanwhile.
    """
    manager: Any = type(thing)._base_manager
    found: _Thing | None = manager.select_for_update(of=("self",)).filter(pk=thing.pk).first()
    if found is None:
        raise DeletedMeanwhile
    return found


def lock_all(*numbers: int | None) -> dict[int, Practice]:
    """Do what `lock` does for several practices, and return them by their ids, with all that `content.of` reads.

    They are locked in the order of their ids, so that nobody waits for somebody who waits for them.
    """
    keys = {number for number in numbers if number is not None}
    rows = Practice._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {practice.pk: practice for practice in content.with_everything(rows)}
    if found.keys() != keys:
        raise DeletedMeanwhile
    return found


def record(
    thing: models.Model,
    by: User | None = None,
    action: str = Action.CHANGED,
    reason: str = "",
    revision_id: int | None = None,
) -> Version:
    """Write down how the thing stands now. A change of its content takes back the approval of a draft, and settles what
    is known of its translations.

    A mere change that changes nothing, and says nothing, is not written down; the latest version is returned then.
    """
    before = latest(thing)
    now = content.of(thing)
    if before and not content.changed(before.content, now) and action == Action.CHANGED and not reason:
        return before
    return record_after(before, thing, now, by, action, reason, revision_id)


def record_after(
    before: Version | None,
    thing: models.Model,
    now: content.Content,
    by: User | None,
    action: str,
    reason: str = "",
    revision_id: int | None = None,
) -> Version:
    """Do what `record` does for a thing whose latest version and content are known."""
    version = _version(thing, before, now, by, action, reason)
    version.revision_id = revision_id
    version.save()
    return version


@one_act()
def record_all(
    things: Iterable[models.Model],
    by: User | None,
    action: str,
    reason: str = "",
    revisions: dict[int, int] | None = None,
    batch: Batch | None = None,
) -> None:
    """Do what `record` does for many things of one model, with few questions to the database.

    `revisions` names the working copies that were begun, by the practices that they revise; `batch` the import.
    """
    there = _newest(things)
    versions = [_version(*one, by, action, reason) for one in there]
    for version in versions:
        version.revision_id = (revisions or {}).get(version.object_id)
    Version.objects.bulk_create(versions)
    if batch is not None:
        batch.versions.add(*versions)


def catch_up_all(things: Iterable[models.Model]) -> None:
    """Do what `catch_up` does for many things of one model."""
    Version.objects.bulk_create(
        _version(thing, before, now, None, Action.OUTSIDE if before else Action.BEGUN, "")
        for thing, before, now in _newest(things)
        if before is None or content.changed(before.content, now)
    )


def begin_all(things: Iterable[models.Model]) -> None:
    """Write down what those of many things of one model hold that have no history yet."""
    there = [(thing, now) for thing, before, now in _newest(things) if before is None]
    Version.objects.bulk_create(_version(thing, None, now, None, Action.BEGUN, "") for thing, now in there)


def newest_of(model: type[models.Model], keys: Iterable[int], **which: Any) -> dict[int, Version]:
    """Return the newest version of each of these things, by their numbers; or the newest of some of its versions."""
    versions = Version.objects.filter(kind=model._meta.model_name, object_id__in=list(keys), **which).order_by()
    newest = versions.values("object_id").annotate(newest=models.Max("pk")).values("newest")
    return {version.object_id: version for version in Version.objects.filter(pk__in=newest)}


def _newest(things: Iterable[models.Model]) -> list[_Found]:
    """Return things of one model as they stand in the database, each with its latest version and its content."""
    things = list(things)
    if not things:
        return []
    model, keys = type(things[0]), [thing.pk for thing in things]
    before = newest_of(model, keys)
    found = content.with_everything(model._base_manager.filter(pk__in=keys))
    return [(thing, before.get(thing.pk), content.of(thing)) for thing in found]


def _version(
    thing: models.Model, before: Version | None, now: content.Content, by: User | None, action: str, reason: str
) -> Version:
    """Return what is to be written down, having settled what a change of content has to do with."""
    is_new = before is None or bool(content.changed(before.content, now))
    settled: content.Content = {}
    if isinstance(thing, Practice) and is_new and action not in _OF_NO_TEXT:
        _take_back_approval(thing, by)
        if before is not None and action != Action.RESTORED:
            settled = _settle_translations(thing, before.content, now)
    version = Version(
        kind=thing._meta.model_name or "",
        object_id=thing.pk,
        number=before.number + 1 if before else 1,
        content=now | settled,
        state=getattr(thing, "state", ""),
        action=action,
        reason=reason.strip(),
        author=by,
        author_name=name_of(by),
        act=_act.get(),
    )
    version.settled = settled
    return version


def _take_back_approval(practice: Practice, by: User | None) -> None:
    """Note who changed its content, and that nobody has approved it since."""
    is_other = by is not None and by.pk != (practice.written_by_id or practice.author_id)
    if is_other or practice.approved_at is not None:
        practice.written_by = by if is_other else practice.written_by
        practice.approved_by, practice.approved_at = None, None
        practice.save(update_fields=["written_by", "approved_by", "approved_at"])


def _settle_translations(practice: Practice, before: content.Content, now: content.Content) -> content.Content:
    """Say of its translations what a change of its content makes of them, and return that.

    A revision that is published and a version that is put back say it themselves.
    """
    settled = translations.settled(before, now)
    for name, value in settled.items():
        setattr(practice, name, value)
    if settled:
        practice.save(update_fields=list(settled))
    return settled


def catch_up(thing: models.Model, seen: int | None = None) -> Version:
    """Return the latest version, which is written now if the thing was changed without being recorded.

    `seen` is the number of the version that somebody looked at, 0 if there was none. Raise ValidationError if there
    is a newer one: one decides on what one saw.
    """
    before, now = latest(thing), content.of(thing)
    if seen is not None and seen != (before.number if before else 0):
        raise ValidationError(_("Somebody saved a newer version meanwhile. Look at it, then decide again."))
    if before is not None and not content.changed(before.content, now):
        return before
    return record_after(before, thing, now, None, Action.OUTSIDE if before else Action.BEGUN)


def number_now(thing: models.Model) -> int:
    """Return the number that the thing as it stands has in its history, or will have once that catches up."""
    newest = latest(thing)
    return 1 if newest is None else newest.number + bool(content.changed(newest.content, content.of(thing)))


@transaction.atomic
def restore(version: Version, by: User | None, reason: str = "") -> models.Model:
    """Write an earlier version back. Raise ValidationError if it no longer fits, for example for want of a term.

    What is before the public is revised instead (`revisions.start_from`).
    """
    thing = lock(model_of(version)(pk=version.object_id))
    if isinstance(thing, Practice) and thing.state in states.ONCE_PUBLIC:
        raise ValidationError(_("What readers see is changed in a revision."))
    catch_up(thing)
    put_back(version, thing, by, reason)
    return thing


def put_back(version: Version, thing: models.Model, by: User | None, reason: str) -> None:
    """Write a version's content to a thing, and that into its history."""
    # A version from before anything was said of translations says nothing of its own.
    content.put(translations.NOTHING_SAID | version.content, thing)
    record(thing, by, Action.RESTORED, reasons.worded(reasons.RESTORED, {"number": version.number}, reason))


def deleted_drafts() -> models.QuerySet[Version]:
    """Return the last version of each draft that was deleted and not recovered since, with who had entered it."""
    return deleted(Practice)


def deleted(model: type[models.Model]) -> models.QuerySet[Version]:
    """Return what `deleted_drafts` does, of any model."""
    kind = model._meta.model_name or ""
    all_of_it = Version.objects.filter(kind=kind, object_id=models.OuterRef("object_id"))
    gone = Version.objects.filter(kind=kind, action=Action.DELETED)
    return (
        gone.exclude(object_id__in=model._base_manager.values("pk"))
        .exclude(pk__in=all_of_it.filter(pk__gt=models.OuterRef("pk")).values("pk"))
        .annotate(entered_by=models.Subquery(all_of_it.order_by("pk").values("author")[:1]))
    )


@transaction.atomic
def recover(version: Version, by: User) -> Any:
    """Bring a deleted thing back, with its number and its history.

    Raise ValidationError if it is back already, or if something that it names is gone.
    """
    lock(version)  # who recovers it at the same moment waits
    model = model_of(version)
    if model._base_manager.filter(pk=version.object_id).exists():
        raise ValidationError(_("It was recovered already."))
    thing = model(pk=version.object_id)
    if isinstance(thing, Practice):
        first = versions(thing).last()
        thing.author = first.author if first else by
    content.put(version.content, thing)
    record(thing, by, Action.RECOVERED)
    return thing


def model_of(version: Version) -> type[models.Model]:
    """Return the model of what a version tells of."""
    return apps.get_model("practices", version.kind)


def name_of(person: Any) -> str:
    """Return how a person is called in lists: by name, or by user name."""
    return (person.get_full_name() or person.get_username()) if person is not None else ""
