"""Revising what is or was before the public: a working copy, beside which the original stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from practices.models import Batch, Practice, Version, states

from . import content, history, permissions
from .history import Action

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def start(practice: Practice, by: User | None, reason: str = "") -> Practice:
    """Make a working copy of what is or was before the public, and return it.

    Raise ValidationError if there is one already, or if the practice was never published.
    """
    practice = history.lock(practice)
    if practice.state not in states.ONCE_PUBLIC:
        raise ValidationError(_("Only what is or was published is revised. A draft is simply edited."))
    if permissions.working_copy_of(practice) is not None:
        raise ValidationError(_("It is being revised already."))
    return start_all([practice], by, reason)[0]


@transaction.atomic
def start_all(
    practices: list[Practice], by: User | None, reason: str = "", batch: Batch | None = None
) -> list[Practice]:
    """Make working copies of many practices, which the caller has locked and found to have none. Return the copies.

    `batch` is the import that asks for them.
    """
    history.catch_up_all(practices)
    copies = [Practice(revises=practice, author=by) for practice in practices]
    known = content.Known()
    content.save(
        [content.prepare(content.of(practice), copy, known) for practice, copy in zip(practices, copies, strict=True)]
    )
    history.record_all(copies, by, Action.REVISION_BEGUN, reason, batch=batch)
    begun = {practice.pk: copy.pk for practice, copy in zip(practices, copies, strict=True)}
    history.record_all(practices, by, Action.REVISION_BEGUN, reason, begun)
    return copies


@transaction.atomic
def start_from(version: Version, by: User | None, reason: str) -> Practice:
    """Make a working copy that holds an earlier version, and return it. Raise ValidationError as `start` does, or
    if the version no longer fits.
    """
    copy = start(Practice.objects.get(pk=version.object_id), by, reason)
    history.put_back(version, copy, by, reason)
    return copy


@transaction.atomic
def discard(copy: Practice, by: User, reason: str = "") -> Practice:
    """Give up a working copy, whose history stays. Return what it was to revise.

    Raise ValidationError if it is no working copy, and PermissionDenied.
    """
    locked = history.lock_all(copy.pk, copy.revises_id)
    copy, original = locked[copy.pk], locked.get(copy.revises_id or 0)
    if original is None:
        raise ValidationError(_("This is no working copy."))
    if not permissions.may_edit(copy, by):
        raise PermissionDenied
    history.record(original, by, Action.REVISION_DISCARDED, reason, revision_id=copy.pk)
    history.record(copy, by, Action.REVISION_DISCARDED, reason)
    copy.delete()
    return original


def merge(copy: Practice, newest: Version, original: Practice, by: User, reason: str) -> Version:
    """Write a working copy into what it revises, which keeps its number, its addresses and its history.

    Both are locked, and `newest` is the copy's latest version, which holds its content. Return the original's latest
    version from before; the caller records the publication.
    """
    before = history.catch_up(original)
    history.record_after(newest, copy, newest.content, by, Action.PUBLISHED, reason)
    copy.comments.update(practice=original)
    copy.preview_links.update(practice=original)  # they lead to what is published now
    original.author_id = original.author_id or copy.author_id
    original.reviewer_id = copy.reviewer_id
    original.approved_by_id, original.approved_at = copy.approved_by_id, copy.approved_at
    copy.delete()
    content.put(newest.content, original)
    return before
