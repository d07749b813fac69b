"""Making the moves of `moves.py`, each with its history and its mails.

Independent of the admin, so that a command, an import or an API can make the same moves. What is before the public
is never edited: a working copy of it is (`revisions.py`), and publishing the copy writes it into the original.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practices.models import ORDER, Citation, Practice, states
from practices.models.states import State

from . import completeness, history, notifications, permissions, revisions
from .history import Action
from .moves import BY_NAME, Details, Move, OpenRevision, become_public, undoes

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def perform(
    practice: Practice, name: str, by: User, details: Details | None = None, seen: int | None = None
) -> Practice:
    """Make a move, write it into the history and tell those concerned. Return what it led to: for a working copy
    that is published, the original.

    The practice, what it revises and what is to replace it are locked at once, each once, in the order of their ids.
    Raise ValidationError with what it lacks, by field where there is one, or if there is a newer version than the
    number `seen`, and PermissionDenied if the user may not.
    """
    move = BY_NAME[name]
    given = details or Details()
    other = given.replaced_by
    locked = history.lock_all(practice.pk, practice.revises_id, other.pk if other else None)
    practice, original = locked[practice.pk], locked.get(practice.revises_id or 0)
    practice.revises = original
    details = replace(given, reason=given.reason.strip(), replaced_by=locked[other.pk] if other else None)
    newest = history.catch_up(practice, seen)  # first: it takes back an approval of what was changed outside
    _refuse(practice, move, by, details)
    concerned = practice.author, practice.reviewer
    content, copy_id = newest.content, None
    revision = permissions.working_copy_of(practice) if move.name == "withdraw" else None
    if original is not None and move.name == "publish":
        copy_id = practice.pk
        newest, practice = revisions.merge(practice, newest, original, by, details.reason), original
    move.act(practice, details)
    practice.state = move.to
    _settle_approval(practice, move, by)
    practice.save()
    history.record_after(newest, practice, content, by, move.name, details.reason, copy_id)
    notifications.moved(practice, move, by, details.reason, concerned)
    if revision is not None:
        _settle_revision(revision, by, details)
    return practice


def _refuse(practice: Practice, move: Move, by: User, details: Details) -> None:
    """Raise ValidationError or PermissionDenied if the move can't be made."""
    if practice.state not in move.states:
        text = _("‘%(move)s’ doesn't fit its state: %(state)s. Somebody may have moved it meanwhile.")
        raise ValidationError(text % {"move": move.label, "state": practice.get_state_display()})
    if not by.is_active or not move.may(practice, by):
        raise PermissionDenied
    if move.needs_reason(practice, by) and not details.reason:
        raise ValidationError({"reason": _("Say why.")})
    if move.name == "publish" and undoes(practice) is not None and not details.again:
        text = _("What it revises is no longer public. Say whether readers should see it again.")
        raise ValidationError({"again": text})
    if move.needs_completeness and (missing := completeness.missing_for_publication(practice)):
        raise ValidationError(missing)


def _settle_approval(practice: Practice, move: Move, by: User) -> None:
    if move.name == "approve":
        practice.approved_by, practice.approved_at = by, timezone.now()
    elif move.to in states.WITH_AUTHOR:
        practice.approved_by, practice.approved_at = None, None


def _settle_revision(revision: Practice, by: User, details: Details) -> None:
    """Do with the revision of what is withdrawn as was said. One that is with its author can't be published anyway."""
    if details.revision == OpenRevision.DISCARD:
        revisions.discard(revision, by, details.reason)
    elif details.revision == OpenRevision.BLOCK and revision.state == State.IN_REVIEW:
        perform(revision, "request-changes", by, Details(details.reason))


@transaction.atomic
def delete_draft(practice: Practice, by: User, reason: str = "") -> None:
    """Delete a draft that was never published. It can be recovered (`history.recover`). Raise PermissionDenied."""
    practice = history.lock(practice)
    if not permissions.may_delete(practice, by):
        raise PermissionDenied
    history.record(practice, by, Action.DELETED, reason)
    practice.delete()


@transaction.atomic
def delete_drafts(practices: list[Practice], by: User, reason: str = "") -> None:
    """Do what `delete_draft` does for many, which the caller has locked, in few statements. Raise PermissionDenied."""
    if not all(permissions.may_delete(practice, by) for practice in practices):
        raise PermissionDenied
    history.record_all(practices, by, Action.DELETED, reason)
    Practice.objects.filter(pk__in=[practice.pk for practice in practices]).delete()


@transaction.atomic
def comment(practice: Practice, by: User, text: str, place: str = "") -> None:
    """Say something about a practice, or at a place in it (`remarks.places`).

    Its author, its reviewer and whoever spoke before are told.
    """
    practice = history.lock(practice)
    practice.comments.create(author=by, text=text, place=place)
    notifications.commented(practice, by, text, place)


# For commands, which act for nobody ----------------------------------------------------------


class Incomplete(ValidationError):
    """Practices lack what publication needs: `checks` tells it by their ids."""

    def __init__(self, checks: dict[int, list[completeness.Check]]) -> None:
        super().__init__([str(check.sentence) for missing in checks.values() for check in missing])
        self.checks = checks


@transaction.atomic
def publish_all(practices: Iterable[Practice], dated: Mapping[int, datetime] | None = None) -> None:
    """Put saved practices before the public, without history and mails. However many, it takes a few statements.

    `dated` says by number when that was, of those of which it is not now. Raise Incomplete, and publish none, if one
    lacks something.
    """
    dated = dated or {}
    practices = list(practices)
    if missing := completeness.lacking(practices):
        raise Incomplete(missing)
    cited: dict[int, list[int]] = {}
    citations = Citation.objects.filter(practice__in=practices).order_by(*ORDER)
    for practice_id, pk in citations.values_list("practice_id", "pk"):
        cited.setdefault(practice_id, []).append(pk)
    for practice in practices:
        if practice.main_citation_id not in cited[practice.pk]:
            practice.main_citation_id = cited[practice.pk][0]
        practice.published_at = dated.get(practice.pk, practice.published_at)
        become_public(practice)
        practice.state, practice.updated_at = State.PUBLISHED, dated.get(practice.pk, timezone.now())
    changed = [
        "state",
        "main_citation",
        "published_at",
        "withdrawn_at",
        "withdrawal_reason",
        "replaced_by",
        "review_by",
    ]
    Practice.objects.bulk_update(practices, [*changed, "updated_at"])


def merge(practice: Practice, other: Practice) -> None:
    """Let a practice lead to another one, which is published, without history and mails."""
    move = BY_NAME["merge"]
    move.act(practice, Details(replaced_by=other))
    practice.state = move.to
    practice.save()
