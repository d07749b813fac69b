"""The moves of a practice from state to state: which there are, who may make them, what each one needs and does."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.models import Practice, states

from . import permissions

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_stubs_ext import StrOrPromise

    from practices.models.visibility import Anybody

State = Practice.State


class OpenRevision(models.TextChoices):
    """What becomes of a revision when what it revises is withdrawn."""

    KEEP = "keep", gettext_lazy("Keep it: whoever publishes it is asked whether readers should see the practice again.")
    BLOCK = "block", gettext_lazy("Send it back to its author: it can't be published without another review.")
    DISCARD = "discard", gettext_lazy("Discard it. Its history is kept.")


@dataclass(frozen=True)
class Details:
    """What may be said with a move."""

    reason: str = ""
    reviewer: User | None = None
    review_by: datetime.date | None = None
    replaced_by: Practice | None = None
    revision: str = ""  # of OpenRevision
    again: bool = False  # what was withdrawn or merged is to be public again by its revision


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
    is_next: bool = False  # whether it takes the practice on, so that the form offers it beside the save
    act: Callable[[Practice, Details], None] = lambda practice, details: None


def _always(practice: Practice, user: Anybody) -> bool:
    return True


def undoes(practice: Practice) -> Practice | None:
    """Return what was withdrawn or merged, and would be public again if this revision of it were published."""
    original = practice.revises
    return original if original is not None and original.state in states.GONE else None


def _comes_back(practice: Practice) -> bool:
    """Whether its publication undoes a withdrawal or a merge, of itself or of what it revises."""
    return practice.state in states.GONE or undoes(practice) is not None


# What the moves do ---------------------------------------------------------------------------


def _submit(practice: Practice, details: Details) -> None:
    if details.reviewer is not None and not details.reviewer.has_perm(permissions.REVIEW):
        raise ValidationError({"reviewer": _("This person may not review drafts.")})
    if details.reviewer is not None and permissions.wrote(practice, details.reviewer):
        raise ValidationError({"reviewer": _("Somebody other than who wrote it must review it.")})
    if details.review_by is not None and details.review_by < timezone.localdate():
        raise ValidationError({"review_by": _("This day has passed.")})
    practice.reviewer = details.reviewer  # type: ignore[assignment]
    practice.review_by = details.review_by


def _back_to_author(practice: Practice, details: Details) -> None:
    practice.review_by = None


def _publish(practice: Practice, details: Details) -> None:
    practice.settle_main_citation()
    become_public(practice)


def become_public(practice: Practice) -> None:
    """Set what publication changes besides the state."""
    practice.published_at = practice.published_at or timezone.now()
    practice.withdrawn_at, practice.withdrawal_reason, practice.replaced_by = None, "", None
    practice.review_by = None


def _replace(practice: Practice, other: Practice | None) -> None:
    if other is not None and (other.pk == practice.pk or not other.is_published):
        raise ValidationError({"replaced_by": _("A replacement must be another practice, and published.")})
    practice.replaced_by = other


def _withdraw(practice: Practice, details: Details) -> None:
    if permissions.working_copy_of(practice) is not None and details.revision not in OpenRevision.values:
        raise ValidationError({"revision": _("It is being revised. Say what becomes of the revision.")})
    _replace(practice, details.replaced_by)
    practice.withdrawn_at = timezone.now()
    practice.withdrawal_reason = details.reason


def _merge(practice: Practice, details: Details) -> None:
    if details.replaced_by is None:
        raise ValidationError({"replaced_by": _("Say into which practice.")})
    if permissions.working_copy_of(practice) is not None:
        raise ValidationError(_("It is being revised. Publish or discard the revision first."))
    _replace(practice, details.replaced_by)
    practice.withdrawn_at, practice.withdrawal_reason = None, ""


MOVES: tuple[Move, ...] = (
    Move(
        "submit",
        gettext_lazy("Send to review"),
        gettext_lazy("An editor reads it, then approves it or asks for changes."),
        states.WITH_AUTHOR,
        State.IN_REVIEW,
        permissions.may_edit,
        needs_completeness=True,
        act=_submit,
        is_next=True,
    ),
    Move(
        "take-back",
        gettext_lazy("Take back from review"),
        gettext_lazy("It becomes a draft again."),
        frozenset({State.IN_REVIEW}),
        State.DRAFT,
        permissions.may_take_back,
        act=_back_to_author,
    ),
    Move(
        "request-changes",
        gettext_lazy("Ask for changes"),
        gettext_lazy("It goes back to its author, with what you write here."),
        frozenset({State.IN_REVIEW}),
        State.CHANGES_REQUESTED,
        permissions.may_review,
        needs_reason=_always,
        act=_back_to_author,
        is_next=True,
    ),
    Move(
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("You have held it against its sources, and it can be published. A later change undoes this."),
        frozenset({State.IN_REVIEW}),
        State.IN_REVIEW,
        permissions.may_approve,
        needs_completeness=True,
        is_next=True,
    ),
    Move(
        "publish",
        gettext_lazy("Publish"),
        gettext_lazy("Readers see it from now on."),
        frozenset({State.DRAFT, State.IN_REVIEW, *states.GONE}),
        State.PUBLISHED,
        permissions.may_publish_this,
        needs_reason=lambda practice, user: (
            _comes_back(practice) or not permissions.was_read_by_another(practice, user)
        ),
        needs_completeness=True,
        act=_publish,
        is_next=True,
    ),
    Move(
        "withdraw",
        gettext_lazy("Withdraw"),
        gettext_lazy("Readers no longer find it. Its address goes on saying when, why and what replaces it."),
        frozenset({State.PUBLISHED}),
        State.WITHDRAWN,
        lambda practice, user: permissions.may_publish(user),
        needs_reason=_always,
        act=_withdraw,
    ),
    Move(
        "merge",
        gettext_lazy("Merge into another"),
        gettext_lazy("Readers no longer find it. Its address leads to the other practice."),
        frozenset({State.PUBLISHED, State.WITHDRAWN}),
        State.MERGED,
        lambda practice, user: permissions.may_publish(user),
        needs_reason=_always,
        act=_merge,
    ),
    Move(
        "archive",
        gettext_lazy("Put aside"),
        gettext_lazy("It leaves the lists of what is to be done. It can be reopened."),
        states.IN_WORK,
        State.ARCHIVED,
        permissions.may_set_aside,
        needs_reason=_always,
        act=_back_to_author,
    ),
    Move(
        "reopen",
        gettext_lazy("Reopen"),
        gettext_lazy("It becomes a draft again."),
        frozenset({State.ARCHIVED}),
        State.DRAFT,
        permissions.may_take_back,
    ),
)
BY_NAME = {move.name: move for move in MOVES}


def moves_for(practice: Practice, user: Anybody) -> list[Move]:
    """Return the moves that the user may make with the practice as it is, in the order of a practice's life."""
    return [move for move in MOVES if practice.state in move.states and user.is_active and move.may(practice, user)]
