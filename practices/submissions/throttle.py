"""Bounds on how often one address, and everybody together, may use the public form."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from practices.models import Attempts, Submission

_HOUR = datetime.timedelta(hours=1)
_DAY = datetime.timedelta(days=1)


class Limit(NamedTuple):
    """How many times in a period: for one address or submission, and for everybody together."""

    one: int
    period: datetime.timedelta
    everybody: int | None = None  # an hour; None where another action counts it


START = "start"
SAVE = "save"
MAIL = "mail"  # counted for each mail address, so that nobody can bombard somebody with our mails,
MAIL_BY = "mail by"  # for each network address, so that nobody can bombard many,
MAIL_ABOUT = "mail about"  # and for each submission
LIMITS = {
    START: Limit(one=10, period=_HOUR, everybody=100),
    SAVE: Limit(one=200, period=_HOUR, everybody=3000),
    MAIL: Limit(one=5, period=_DAY, everybody=200),
    MAIL_BY: Limit(one=10, period=_HOUR),
    MAIL_ABOUT: Limit(one=5, period=_DAY),
}


class Throttled(Exception):
    """It was done too often in a period. `seconds` says when it may be done again."""

    def __init__(self, seconds: int, period: datetime.timedelta) -> None:
        super().__init__(f"Too often; again in {seconds} seconds.")
        self.seconds = seconds
        self.is_for_the_day = period == _DAY


def count(action: str, who: str) -> None:
    """Count one more time. Raise Throttled if that is more often than LIMITS allow."""
    limit = LIMITS[action]
    with transaction.atomic():
        if limit.everybody is not None:
            _count(action, "", _HOUR, limit.everybody)
        _count(action, _hashed(who), limit.period, limit.one)


@transaction.atomic
def count_mail(submission: Submission, visitor: str) -> None:
    """Count a mail to its proposer that a visitor, named by network address, asks for. Raise Throttled as `count`."""
    count(MAIL_BY, visitor)
    count(MAIL_ABOUT, str(submission.pk))
    count(MAIL, submission.email)


def forget_old() -> int:
    """Delete the counts of periods that are over. Return how many there were."""
    return Attempts.objects.filter(since__lt=timezone.now() - _DAY).delete()[0]


def _count(action: str, key: str, period: datetime.timedelta, most: int) -> None:
    now = timezone.now()
    seconds = int(now.timestamp()) % int(period.total_seconds())
    since = now.replace(microsecond=0) - datetime.timedelta(seconds=seconds)
    found, is_new = Attempts.objects.get_or_create(action=action, key=key, since=since)
    if is_new:
        forget_old()
    if not Attempts.objects.filter(pk=found.pk, count__lt=most).update(count=F("count") + 1):
        raise Throttled(int(period.total_seconds()) - seconds, period)


def _hashed(who: str) -> str:
    """Return who it is in a form that can't be traced back, nor compared with another day's."""
    return salted_hmac(f"practices.throttle {timezone.now():%Y-%m-%d}", who.lower(), algorithm="sha256").hexdigest()
