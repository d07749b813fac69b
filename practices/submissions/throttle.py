"""Bounds on how often one address, and everybody together, may use the public form."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import transaction

from practices.models import Submission
from practices.web import throttle
from practices.web.throttle import Throttled

__all__ = ["LIMITS", "Throttled", "count", "count_mail"]

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


def count(action: str, who: str) -> None:
    """Count one more time. Raise Throttled if that is more often than LIMITS allow."""
    limit = LIMITS[action]
    counted = [(throttle.Limit(action, limit.one, limit.period), who)]
    if limit.everybody is not None:
        counted.insert(0, (throttle.Limit(f"{action}, all", limit.everybody, _HOUR), ""))
    throttle.count(*counted)


@transaction.atomic
def count_mail(submission: Submission, visitor: str) -> None:
    """Count a mail to its proposer that a visitor, named by network address, asks for. Raise Throttled as `count`."""
    count(MAIL_BY, visitor)
    count(MAIL_ABOUT, str(submission.pk))
    count(MAIL, submission.email)
