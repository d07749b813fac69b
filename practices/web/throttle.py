"""How often something may be done: counted in the database, so that all processes of a site count together.

Periods go by the clock: an hour begins at its full hour, whoever comes. Of who it was only a hash is kept.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from practices.models import Attempts

_DAY = LONGEST = datetime.timedelta(days=1)


class Limit(NamedTuple):
    """How many times somebody may do something in a period, which is a day at most."""

    action: str  # its name in the database, which no other limit has
    most: int
    period: datetime.timedelta


class Throttled(Exception):
    """Something was done too often. `seconds` says when it may be done again."""

    def __init__(self, limit: Limit, seconds: int) -> None:
        super().__init__(f"Too often ({limit.action}); again in {seconds} seconds.")
        self.limit = limit
        self.seconds = seconds
        self.is_for_the_day = limit.period == _DAY


class _Count(NamedTuple):
    """The count of one limit for one key in the period that begins at `since`."""

    limit: Limit
    key: str
    since: datetime.datetime

    def throttled(self) -> Throttled:
        ends = self.since + self.limit.period
        return Throttled(self.limit, max(1, math.ceil((ends - timezone.now()).total_seconds())))


def count(*counted: tuple[Limit, str]) -> list[int]:
    """Count one more time for each limit and whom it is for ('' is everybody), or for none: all of it at once.

    Return what `give_back` and `clear` take. Raise Throttled if one limit is reached. Name limits that many share
    first: two that count at the same moment must not wait for each other.
    """
    refuse_full(*counted)
    with transaction.atomic():
        return [_add(one) for one in _counts(counted)]


def refuse_full(*counted: tuple[Limit, str]) -> None:
    """Raise Throttled if `count` would: without writing, so that a flood keeps no other writer waiting."""
    counts = _counts(counted)
    asked = Q()
    for one in counts:
        asked |= Q(action=one.limit.action, key=one.key, since=one.since)
    found = {(row.action, row.key): row.count for row in Attempts.objects.filter(asked)}
    for one in counts:
        if found.get((one.limit.action, one.key), 0) >= one.limit.most:
            raise one.throttled()


def give_back(ids: Sequence[int]) -> None:
    """Count one time less: what was counted was none."""
    with transaction.atomic():
        for pk in ids:  # in the order of `count`
            Attempts.objects.filter(pk=pk, count__gt=0).update(count=F("count") - 1)


def clear(pk: int) -> None:
    """Count from zero again in what is left of a period."""
    Attempts.objects.filter(pk=pk).update(count=0)


def over() -> QuerySet[Attempts]:
    """Return the counts of periods that are over."""
    return Attempts.objects.filter(since__lt=timezone.now() - LONGEST)


def of(*who: str) -> QuerySet[Attempts]:
    """Return the counts that are kept for somebody under these names: those of today and yesterday are still there."""
    now = timezone.now()
    return Attempts.objects.filter(key__in=[_hashed(one, day) for one in who for day in (now, now - _DAY)])


def _counts(counted: Sequence[tuple[Limit, str]]) -> list[_Count]:
    now = timezone.now()
    return [_Count(limit, who and _hashed(who, now), _since(limit.period, now)) for limit, who in counted]


def _add(one: _Count) -> int:
    action = one.limit.action
    row, is_new = Attempts.objects.get_or_create(action=action, key=one.key, since=one.since)
    if is_new:  # so that there are never more rows than one period's
        Attempts.objects.filter(action=action, since__lt=one.since).delete()
    if not Attempts.objects.filter(pk=row.pk, count__lt=one.limit.most).update(count=F("count") + 1):
        raise one.throttled()
    return row.pk


def _since(period: datetime.timedelta, now: datetime.datetime) -> datetime.datetime:
    into = int(now.timestamp()) % int(period.total_seconds())
    return now.replace(microsecond=0) - datetime.timedelta(seconds=into)


def _hashed(who: str, now: datetime.datetime) -> str:
    """Return who it is in a form that can't be traced back, nor compared with another day's."""
    return salted_hmac(f"practices.throttle {now:%Y-%m-%d}", who.lower(), algorithm="sha256").hexdigest()
