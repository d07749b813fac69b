"""Newer texts of the catalogue's first content, which an editor takes in a revision or leaves.

Loading makes an offer where it may not write: somebody has edited the practice, or is revising it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from practices.models import Offer, Practice, states

from . import content, history, revisions
from .history import Action

if TYPE_CHECKING:
    from django.contrib.auth.models import User

WAITING = Q(state=states.State.PUBLISHED, offer__isnull=False, offer__settled_at=None)  # of practices


def waiting() -> models.QuerySet[Offer]:
    """Return what editors have not decided on yet, with its practices."""
    practices = Practice.objects.filter(WAITING)
    return Offer.objects.filter(practice__in=practices).select_related("practice", "into").order_by("practice_id")


def of(practice: Practice) -> Offer | None:
    """Return what waits for a decision on this practice, if anything does."""
    return waiting().filter(practice=practice.pk).first() if practice.is_published else None


@transaction.atomic
def take(offer: Offer, by: User, reason: str = "") -> Practice:
    """Begin a revision that holds the newer text, and return it.

    Raise ValidationError as `revisions.start` does, or if the text no longer fits.
    """
    copy = revisions.start(offer.practice, by, reason)
    content.put(offer.content, copy)
    history.record(copy, by, Action.UPDATED, reason)
    settle([offer])
    return copy


def settle(offers: list[Offer]) -> None:
    """Offer these no more."""
    Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(settled_at=timezone.now())


def forget(numbers: Collection[int]) -> None:
    """Forget what was offered for these practices."""
    if numbers:
        Offer.objects.filter(practice__in=numbers).delete()


def make(offers: list[Offer]) -> None:
    """Make offers, each in the place of an earlier one of the same practice."""
    forget([offer.practice_id for offer in offers])
    Offer.objects.bulk_create(offers)


def label(offer: Offer) -> str:
    """Return a line of the command that says what waits."""
    what = f"to be merged into {offer.into_id}" if offer.into_id else "a newer text"
    return f"{offer.practice_id}, ‘{offer.practice}’: {what}"
