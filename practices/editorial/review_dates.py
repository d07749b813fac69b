"""When what is published is to be reviewed: many that fall due on one day are spread over a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from practices.models import Practice

from . import history

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from practices.models.querysets import PracticeQuerySet

MANY = 10  # on one day are more than anybody reviews then
MOST = 300  # dates that are set at once: a few seconds for the database


def crowded() -> PracticeQuerySet:
    """Return the published practices that fall due on a day with many others: first those that nobody has checked for
    longest.

    What is being revised is not among them: its revision has a date of its own, and brings it along.
    """
    due = Practice.objects.published().filter(review_due__isnull=False, working_copy=None)
    days = due.order_by().values("review_due").annotate(count=Count("pk")).filter(count__gte=MANY)
    found: PracticeQuerySet = due.filter(review_due__in=days.values("review_due"))
    return found.order_by(F("verified_on").asc(nulls_first=True), F("reported_on").asc(nulls_first=True), "pk")


def spread(practices: Iterable[Practice], first: datetime.date, last: datetime.date) -> dict[int, datetime.date]:
    """Return a day for each practice by its number, in their order, evenly from the first day to the last."""
    practices = list(practices)
    days, steps = (last - first).days, max(len(practices) - 1, 1)
    return {
        practice.pk: first + datetime.timedelta(days=round(place * days / steps))
        for place, practice in enumerate(practices)
    }


@transaction.atomic
@history.one_act()
def set_dates(dates: Mapping[int, datetime.date], seen: Mapping[int, int], by: User, reason: str) -> int:
    """Set when practices are to be reviewed, by their numbers, and nothing else. Return how many have another day now.

    `seen` holds the numbers of the versions that were looked at. Raise ValidationError, and set none, if one was
    changed since, or is no longer published; raise DeletedMeanwhile.
    """
    practices = history.lock_all(*dates)
    newest = history.numbers(practices.values())
    for practice in practices.values():
        if not practice.is_published or newest.get(practice.pk, 0) != seen.get(practice.pk):
            text = _("Somebody changed ‘%(title)s’ meanwhile. Look at the dates again.")
            raise ValidationError(text % {"title": practice.title})
    moved = [practice for practice in practices.values() if practice.review_due != dates[practice.pk]]
    history.catch_up_all(moved)
    for practice in moved:
        practice.review_due = dates[practice.pk]
        practice.save(update_fields=["review_due", "updated_at"])
    history.record_all(moved, by, history.Action.RESCHEDULED, reason)
    return len(moved)
