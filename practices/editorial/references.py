"""Organisations and sources: what uses them, who may change and delete them, and how they come back."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from practices.models import Organisation, Source, ToldApart, Version
from practices.models.querysets import PracticeQuerySet
from practices.models.states import ONCE_PUBLIC

from . import history
from .history import Action
from .merging import practices_with, replaced_by

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.contrib.auth.models import User
    from django.db.models import QuerySet

    from practices.models.visibility import Anybody

Reference = Organisation | Source
MODELS: tuple[type[Reference], ...] = (Organisation, Source)


def uses(thing: Reference) -> PracticeQuerySet:
    """Return the practices, whatever their state, that have it or what it has replaced."""
    return practices_with([thing, *replaced_by(thing)])


def counts(model: type[Reference], numbers: list[int]) -> dict[int, int]:
    """Return how many practices of whatever state have each of some things, or what that has replaced. Asks twice."""
    replaced = dict(model._base_manager.exclude(merged_into=None).values_list("pk", "merged_into"))
    leads_to = {number: {number} for number in numbers}
    for pk in replaced:
        line = [pk]
        while (after := replaced.get(line[-1])) is not None and after not in line:
            line.append(after)
            if after in leads_to:
                leads_to[after].add(pk)
    wanted = {pk for group in leads_to.values() for pk in group}
    used: defaultdict[int, set[int]] = defaultdict(set)
    for pk, practice in model._base_manager.filter(pk__in=wanted).values_list("pk", model.PRACTICE_PATHS[0]):
        if practice is not None:
            used[pk].add(practice)
    return {number: len(set().union(*(used[pk] for pk in group))) for number, group in leads_to.items()}


def may_change(thing: Reference, user: Anybody) -> bool:
    """Whether the user may change it: editors any; others what they added, until readers have seen it in a practice."""
    if not user.is_active:
        return False
    if user.has_perm(f"practices.change_{thing._meta.model_name}"):
        return True
    may_add = user.has_perm(f"practices.add_{thing._meta.model_name}")
    return may_add and _was_added_by(thing, user) and not uses(thing).filter(state__in=ONCE_PUBLIC).exists()


def may_delete(thing: Reference, user: Anybody) -> bool:
    """Whether the user may delete it, once nothing uses it: editors any, others what they may change."""
    is_editor = user.is_active and user.has_perm(f"practices.delete_{thing._meta.model_name}")
    return is_editor or may_change(thing, user)


def is_used(thing: Reference) -> bool:
    """Whether a practice of whatever state has it, or it stands for another."""
    return uses(thing).exists() or bool(replaced_by(thing))


@transaction.atomic
def delete(thing: Reference, by: User, seen: int, reason: str = "") -> None:
    """Delete what nothing uses. Its history stays, and it can be recovered (`history.recover`).

    Raise PermissionDenied; ValidationError if something uses it, or if there is a newer version than that `seen`.
    """
    thing = history.lock(thing)
    if not may_delete(thing, by):
        raise PermissionDenied
    if is_used(thing):
        raise ValidationError(_("It is used, so it can't be deleted. Replace it by another, or retire it."))
    history.catch_up(thing, seen)
    delete_all(type(thing), [thing], by, reason)


def delete_all(model: type[Reference], things: Collection[Reference], by: User, reason: str = "") -> None:
    """Delete things of one model that the caller has locked, and found to be used by nothing."""
    history.record_all(things, by, Action.DELETED, reason)
    keys = [thing.pk for thing in things]
    ToldApart.objects.filter(Q(first_id__in=keys) | Q(second_id__in=keys), kind=model._meta.model_name).delete()
    model._base_manager.filter(pk__in=keys).delete()


def recoverable(model: type[Reference], user: Anybody) -> QuerySet[Version]:
    """Return what was deleted of a model and the user may bring back: all for editors, for others what they added."""
    deleted: Any = history.deleted(model)
    if user.is_active and user.has_perm(f"practices.delete_{model._meta.model_name}"):
        return deleted  # type: ignore[no-any-return]
    may_add = user.is_active and user.has_perm(f"practices.add_{model._meta.model_name}")
    return deleted.filter(entered_by=user.pk) if may_add else deleted.none()  # type: ignore[no-any-return]


def _was_added_by(thing: Reference, user: Anybody) -> bool:
    first = history.versions(thing).last()
    return first is not None and first.action == Action.ADDED and first.author_id == user.pk
