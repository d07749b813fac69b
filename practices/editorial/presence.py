"""Who else has a practice open to edit it: told to its editors, so that they talk, and never in anybody's way."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from practices.models import Practice, Presence

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ENDS = datetime.timedelta(minutes=3)  # after the last word of a browser, which comes about once a minute
LEAVES = datetime.timedelta(seconds=20)  # who saves leaves the form, and is there again with the next page
KEPT = datetime.timedelta(hours=1)


def note(practice: Practice, user: User) -> None:
    """Note that somebody has the form open."""
    now = timezone.now()
    there, is_new = Presence.objects.get_or_create(
        practice=practice, user=user, defaults={"since": now, "seen_at": now}
    )
    if not is_new:
        since = there.since if there.seen_at > now - ENDS else now
        Presence.objects.filter(pk=there.pk).update(since=since, seen_at=now)


def leave(practice: Practice, user: User) -> None:
    """Note that somebody has left the form. They are there for a moment still: it may only be a save."""
    last = timezone.now() - ENDS + LEAVES
    Presence.objects.filter(practice=practice, user=user).update(seen_at=last)


def others(practice: Practice, user: User) -> QuerySet[Presence]:
    """Return who else is editing it, who began first comes first."""
    there = Presence.objects.filter(practice=practice, seen_at__gt=timezone.now() - ENDS)
    return there.exclude(user=user).select_related("user").order_by("since", "pk")


def over() -> QuerySet[Presence]:
    """Return what nobody is shown any more."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - KEPT)
