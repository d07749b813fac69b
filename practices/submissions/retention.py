"""How long submissions, names and addresses are kept. `manage.py tidy` deletes what these find (`housekeeping/`)."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from practices.models import Submission

from . import mail
from .sending import forget

DAYS_AFTER_DECISION = 90  # names and addresses
DAYS_SETTLED = 3 * 365  # all of it, from the decision on
State = Submission.State


def unconfirmed() -> QuerySet[Any]:
    """Return what was not sent or confirmed in time."""
    found: QuerySet[Any] = Submission.objects.filter(
        state__in=[State.STARTED, State.SENT], changed_at__lt=_days_ago(mail.DAYS_UNCONFIRMED)
    )
    return found


def decided() -> QuerySet[Any]:
    """Return what was decided long enough ago that it need not be known any more who proposed it."""
    return _decided_before(DAYS_AFTER_DECISION).exclude(email="")


def settled() -> QuerySet[Any]:
    """Return what was decided so long ago that nobody asks for it: a practice tells its own history."""
    return _decided_before(DAYS_SETTLED)


def forget_all(submissions: QuerySet[Any]) -> None:
    """Forget who proposed these. Call it in a transaction."""
    for submission in submissions.select_for_update():
        forget(submission)


def _decided_before(days: int) -> QuerySet[Any]:
    found: QuerySet[Any] = Submission.objects.filter(
        state__in=[State.TAKEN, State.DECLINED], decided_at__lt=_days_ago(days)
    )
    return found


def _days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)
