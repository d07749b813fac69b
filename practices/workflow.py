"""The states of a practice: which moves there are, who may make them, and what each one needs and does.

Independent of the admin, so that a command, an import or an API can make the same moves. What is before the public
is never edited: a working copy of it is (`revisions.py`), and publishing the copy writes it into the original.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import history, notices, revisions, rules
from .completeness import missing_for_publication
from .history import Action
from .models import Practice

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_stubs_ext import StrOrPromise

    from .rules import Anybody

State = Practice.State


@dataclass(frozen=True)
class Details:
    """What may be said with a move."""

    reason: str = ""
    reviewer: User | None = None
    review_by: datetime.date | None = None
    replaced_by: Practice | None = None


@dataclass(frozen=True)
class Move:
    """One step from state to state. `act` sets what it changes besides the state, and may raise ValidationError."""

    name: str  # also the action in the history
    label: StrOrPromise
    explanation: StrOrPromise
    states: frozenset[str]
    to: str
    may: Callable[[Practice, Anybody], bool]
    needs_reason: Callable[[Practice, Anybody], bool] = lambda practice, user: False
    needs_completeness: bool = False
    act: Callable[[Practice, Details], None] = lambda practice, details: None


def _always(practice: Practice, user: Anybody) -> bool:
    return True


def _comes_back(practice: Practice) -> bool:
    """Whether its publication undoes a withdrawal or a merge, of itself or of what it revises."""
    return (practice.revises or practice).state in rules.GONE


# What the moves do ---------------------------------------------------------------------------


def _submit(practice: Practice, details: Details) -> None:
    if details.reviewer is not None and not details.reviewer.has_perm(rules.REVIEW):
        raise ValidationError({"reviewer": _("This person may not review drafts.")})
    if details.reviewer is not None and rules.wrote(practice, details.reviewer):
        raise ValidationError({"reviewer": _("Somebody other than who wrote it must review it.")})
    if details.review_by is not None and details.review_by < timezone.localdate():
        raise ValidationError({"review_by": _("This day has passed.")})
    practice.reviewer = details.reviewer  # type: ignore[assignment]
    practice.review_by = details.review_by


def _back_to_author(practice: Practice, details: Details) -> None:
    practice.review_by = None


def _publish(practice: Practice, details: Details) -> None:
    practice.settle_main_citation()
    practice.published_at = practice.published_at or timezone.now()
    practice.withdrawn_at, practice.withdrawal_reason, practice.replaced_by = None, "", None
    practice.review_by = None


def _replace(practice: Practice, other: Practice | None) -> None:
    if other is not None and (other.pk == practice.pk or not history.lock(other).is_published):
        raise ValidationError({"replaced_by": _("A replacement must be another practice, and published.")})
    practice.replaced_by = other


def _withdraw(practice: Practice, details: Details) -> None:
    _replace(practice, details.replaced_by)
    practice.withdrawn_at = timezone.now()
    practice.withdrawal_reason = details.reason


def _merge(practice: Practice, details: Details) -> None:
    if details.replaced_by is None:
        raise ValidationError({"replaced_by": _("Say into which practice.")})
    if rules.working_copy_of(practice) is not None:
        raise ValidationError(_("It is being revised. Publish or discard the revision first."))
    _replace(practice, details.replaced_by)
    practice.withdrawn_at, practice.withdrawal_reason = None, ""


MOVES: tuple[Move, ...] = (
    Move(
        "submit",
        gettext_lazy("Send to review"),
        gettext_lazy("An editor reads it, then approves it or asks for changes."),
        rules.WITH_AUTHOR,
        State.IN_REVIEW,
        rules.may_edit,
        needs_completeness=True,
        act=_submit,
    ),
    Move(
        "take-back",
        gettext_lazy("Take back from review"),
        gettext_lazy("It becomes a draft again."),
        frozenset({State.IN_REVIEW}),
        State.DRAFT,
        rules.may_take_back,
        act=_back_to_author,
    ),
    Move(
        "request-changes",
        gettext_lazy("Ask for changes"),
        gettext_lazy("It goes back to its author, with what you write here."),
        frozenset({State.IN_REVIEW}),
        State.CHANGES_REQUESTED,
        rules.may_review,
        needs_reason=_always,
        act=_back_to_author,
    ),
    Move(
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("You have held it against its sources, and it can be published. A later change undoes this."),
        frozenset({State.IN_REVIEW}),
        State.IN_REVIEW,
        rules.may_approve,
        needs_completeness=True,
    ),
    Move(
        "publish",
        gettext_lazy("Publish"),
        gettext_lazy("Readers see it from now on."),
        frozenset({State.DRAFT, State.IN_REVIEW, *rules.GONE}),
        State.PUBLISHED,
        rules.may_publish_this,
        needs_reason=lambda practice, user: _comes_back(practice) or not rules.was_read_by_another(practice, user),
        needs_completeness=True,
        act=_publish,
    ),
    Move(
        "withdraw",
        gettext_lazy("Withdraw"),
        gettext_lazy("Readers no longer find it. Its address goes on saying when, why and what replaces it."),
        frozenset({State.PUBLISHED}),
        State.WITHDRAWN,
        lambda practice, user: rules.may_publish(user),
        needs_reason=_always,
        act=_withdraw,
    ),
    Move(
        "merge",
        gettext_lazy("Merge into another"),
        gettext_lazy("Readers no longer find it. Its address leads to the other practice."),
        frozenset({State.PUBLISHED, State.WITHDRAWN}),
        State.MERGED,
        lambda practice, user: rules.may_publish(user),
        needs_reason=_always,
        act=_merge,
    ),
    Move(
        "archive",
        gettext_lazy("Put aside"),
        gettext_lazy("It leaves the lists of what is to be done. It can be reopened."),
        rules.IN_WORK,
        State.ARCHIVED,
        rules.may_set_aside,
        needs_reason=_always,
        act=_back_to_author,
    ),
    Move(
        "reopen",
        gettext_lazy("Reopen"),
        gettext_lazy("It becomes a draft again."),
        frozenset({State.ARCHIVED}),
        State.DRAFT,
        rules.may_take_back,
    ),
)
BY_NAME = {move.name: move for move in MOVES}


def moves_for(practice: Practice, user: Anybody) -> list[Move]:
    """Return the moves that the user may make with the practice as it is, in the order of a practice's life."""
    return [move for move in MOVES if practice.state in move.states and user.is_active and move.may(practice, user)]


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
    if move.needs_completeness and (missing := missing_for_publication(practice)):
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
    notices.moved(practice, move, by, details.reason, concerned)
    return practice


def lock_with(practice: Practice, other: Practice | None) -> None:
    """Lock a practice and what is to replace it, in an order in which nobody waits for somebody who waits for them."""
    for one in sorted([practice, *([other] if other else [])], key=lambda one: one.pk):
        history.lock(one)


def _settle_approval(practice: Practice, move: Move, by: User) -> None:
    if move.name == "approve":
        practice.approved_by, practice.approved_at = by, timezone.now()
    elif move.to in rules.WITH_AUTHOR:
        practice.approved_by, practice.approved_at = None, None


@transaction.atomic
def delete_draft(practice: Practice, by: User, reason: str = "") -> None:
    """Delete a draft that was never published. It can be recovered (`history.recover`). Raise PermissionDenied."""
    practice = history.lock(practice)
    if not rules.may_delete(practice, by):
        raise PermissionDenied
    history.record(practice, by, Action.DELETED, reason)
    practice.delete()


@transaction.atomic
def comment(practice: Practice, by: User, text: str) -> None:
    """Say something about a practice to its author, its reviewer and whoever spoke before."""
    practice = history.lock(practice)
    practice.comments.create(author=by, text=text)
    notices.commented(practice, by, text)


# For commands, which act for nobody ----------------------------------------------------------


@transaction.atomic
def publish(practice: Practice) -> None:
    """Put the practice before the public. Raise ValidationError with all that is missing."""
    practice.save()  # what it lacks is asked of the database
    if missing := missing_for_publication(practice):
        raise ValidationError(missing)
    _publish(practice, Details())
    practice.state = State.PUBLISHED
    practice.save()


@transaction.atomic
def withdraw(practice: Practice, reason: str, replaced_by: Practice | None = None) -> None:
    """Take a published practice away. Its address then says when, why and what replaces it.

    Raise ValidationError if it is not published, or without a reason.
    """
    if practice.state != State.PUBLISHED:
        raise ValidationError(_("Only a published practice can be withdrawn."))
    if not reason.strip():
        raise ValidationError(_("Say why: readers who follow an old link will see the reason."))
    _withdraw(practice, Details(reason=reason.strip(), replaced_by=replaced_by))
    practice.state = State.WITHDRAWN
    practice.save()
