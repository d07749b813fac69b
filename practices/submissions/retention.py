"""How long submissions, names and addresses are kept."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from practices.models import Submission
from practices.web import throttle

from . import mail
from .sending import forget

DAYS_AFTER_DECISION = 90
State = Submission.State


class Tidied(NamedTuple):
    """How much there was to tidy."""

    deleted: int
    forgotten: int
    counts: int


@transaction.atomic
def tidy() -> Tidied:
    """Delete what was not sent or confirmed in time, and forget who proposed what was decided long ago."""
    now = timezone.now()
    unconfirmed = Submission.objects.filter(
        state__in=[State.STARTED, State.SENT],
        changed_at__lt=now - datetime.timedelta(days=mail.DAYS_UNCONFIRMED),
    )
    deleted, _by_model = unconfirmed.delete()
    decided = Submission.objects.select_for_update().filter(
        state__in=[State.TAKEN, State.DECLINED], decided_at__lt=now - datetime.timedelta(days=DAYS_AFTER_DECISION)
    )
    forgotten = list(decided.exclude(email=""))
    for submission in forgotten:
        forget(submission)
    return Tidied(deleted, len(forgotten), throttle.forget_old())
