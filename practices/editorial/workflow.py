"""Making the moves of `moves.py`, each with its history and its mails.

Independent of the admin, so that a command, an import or an API can make the same moves. What is before the public
is never edited: a working copy of it is (`revisions.py`), and publishing the copy writes it into the original.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practices.models import Citation, Practice, states
from practices.models.states import State

from . import completeness, history, notifications, permissions, revisions
from .history import Action
from .moves import BY_NAME, Details, Move, become_public

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def perform(practice: Practice, name: str, by: User, details: Details | None = None) -> Practice:
    """Make a move, write it into the history and tell those concerned. Return what it led to: for a working copy
    that is published, the original.

    Raise ValidationError with what it lacks, by field where there is one, and PermissionDenied if the user may not.
    """
    move = BY_NAME[name]
    given = details or Details()
    details = Details(given.reason.strip(), given.reviewer, given.review_by, given.replaced_by)
    lock_with(practice, details.replaced_by)
    practice = history.lock(practice)
    history.catch_up(practice)  # first: it takes back an approval of what was changed outside
    if practice.state not in move.states:
        text = _("‘%(move)s’ doesn't fit its state: %(state)s. Somebody may have moved it meanwhile.")
        raise ValidationError(text % {"move": move.label, "state": practice.get_state_display()})
    if not by.is_active or not move.may(practice, by):
        raise PermissionDenied
    if move.needs_reason(practice, by) and not details.reason:
        raise ValidationError({"reason": _("Say why.")})
    if move.needs_completeness and (missing := completeness.missing_for_publication(practice)):
        raise ValidationError(missing)
    concerned = practice.author, practice.reviewer
    copy_id = practice.pk if practice.revises_id is not None and move.name == "publish" else None
    if copy_id is not None:
        practice = revisions.merge(practice, by, details.reason)
    move.act(practice, details)
    practice.state = move.to
    _settle_approval(practice, move, by)
    practice.save()
    history.record(practice, by, move.name, details.reason, revision_id=copy_id)
    notifications.moved(practice, move, by, details.reason, concerned)
    return practice


def lock_with(practice: Practice, other: Practice | None) -> None:
    """Lock a practice and what is to replace it, in an order in which nobody waits for somebody who waits for them."""
    for one in sorted([practice, *([other] if other else [])], key=lambda one: one.pk):
        history.lock(one)


def _settle_approval(practice: Practice, move: Move, by: User) -> None:
    if move.name == "approve":
        practice.approved_by, practice.approved_at = by, timezone.now()
    elif move.to in states.WITH_AUTHOR:
        practice.approved_by, practice.approved_at = None, None


@transaction.atomic
def delete_draft(practice: Practice, by: User, reason: str = "") -> None:
    """Delete a draft that was never published. It can be recovered (`history.recover`). Raise PermissionDenied."""
    practice = history.lock(practice)
    if not permissions.may_delete(practice, by):
        raise PermissionDenied
    history.record(practice, by, Action.DELETED, reason)
    practice.delete()


@transaction.atomic
def comment(practice: Practice, by: User, text: str) -> None:
    """Say something about a practice to its author, its reviewer and whoever spoke before."""
    practice = history.lock(practice)
    practice.comments.create(author=by, text=text)
    notifications.commented(practice, by, text)


# For commands, which act for nobody ----------------------------------------------------------


class Incomplete(ValidationError):
    """Practices lack what publication needs: `checks` tells it by their ids."""

    def __init__(self, checks: dict[int, list[completeness.Check]]) -> None:
        super().__init__([str(check.sentence) for missing in checks.values() for check in missing])
        self.checks = checks


@transaction.atomic
def publish_all(practices: Iterable[Practice]) -> None:
    """Put saved practices before the public, without history and mails. However many, it takes a few statements.

    Raise Incomplete, and publish none, if one lacks something.
    """
    practices = list(practices)
    if missing := completeness.lacking(practices):
        raise Incomplete(missing)
    cited: dict[int, list[int]] = {}
    citations = Citation.objects.filter(practice__in=practices).order_by("pk")
    for practice_id, pk in citations.values_list("practice_id", "pk"):
        cited.setdefault(practice_id, []).append(pk)
    for practice in practices:
        if practice.main_citation_id not in cited[practice.pk]:
            practice.main_citation_id = cited[practice.pk][0]
        become_public(practice)
        practice.state, practice.updated_at = State.PUBLISHED, timezone.now()
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
