"""When what is published is to be reviewed: how much is late, what comes when, and whether too much comes at once."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from practices.editorial import permissions, review_dates
from practices.editorial.worklists import DUE_SOON, NEVER_CHECKED, OVERDUE
from practices.models import Practice

from .statistics import Number, in_list

_MONTHS = 12
_TALLEST = 40  # of the drawing's units: the bar of the month with most
_WIDE = 44  # a month


@dataclass(frozen=True)
class Month:
    """How many reviews fall due in a month, and its bar."""

    name: str  # 'Mar'
    whole: str  # 'March 2027'
    count: int
    x: int  # where its bar begins
    height: int


@dataclass(frozen=True)
class Reviews:
    """How the reviews of what is published stand."""

    numbers: list[Number]
    months: list[Month]
    later: int  # after these months
    undated: int
    crowd: int  # how many fall due on the day that has most, if that is too many
    crowded_day: datetime.date | None
    spread_url: str  # where they are spread; empty for whom that isn't

    @property
    def told(self) -> str:
        """What the bars show, in words."""
        said = [_("%(month)s: %(count)s") % {"month": month.whole, "count": month.count} for month in self.months]
        return ", ".join(said)


def reviews(user: User, published: int, counts: dict[str, int]) -> Reviews | None:
    """Return how reviews stand, as the counts of worklists tell. None for whom they don't concern, or with nothing."""
    if OVERDUE.name not in counts or not published:
        return None
    due = Practice.objects.published().filter(review_due__isnull=False)
    days: dict[datetime.date, int] = dict(due.order_by().values_list("review_due").annotate(Count("pk")))
    ahead = {day: count for day, count in days.items() if day >= timezone.localdate()}
    day = max(ahead, key=lambda one: ahead[one], default=None)
    is_crowded = day is not None and ahead[day] >= review_dates.MANY
    months = list(_months(ahead))
    labels = {OVERDUE: _("overdue"), DUE_SOON: _("due within 30 days"), NEVER_CHECKED: _("checked by nobody")}
    return Reviews(
        numbers=[Number(label, counts[one.name], in_list(work=one.name)) for one, label in labels.items()],
        months=months,
        later=sum(ahead.values()) - sum(month.count for month in months),
        undated=published - sum(days.values()),
        crowd=ahead[day] if day and is_crowded else 0,
        crowded_day=day if is_crowded else None,
        spread_url=reverse("admin:practices_practice_review_dates") if permissions.may_publish(user) else "",
    )


def _months(days: dict[datetime.date, int]) -> Iterator[Month]:
    """Yield this month and those after it."""
    counts: Counter[tuple[int, int]] = Counter()
    for day, count in days.items():
        counts[day.year, day.month] += count
    today = timezone.localdate()
    following = [divmod(today.year * 12 + today.month - 1 + step, 12) for step in range(_MONTHS)]
    most = max((counts[year, month + 1] for year, month in following), default=0)
    for place, (year, month) in enumerate(following):
        first, count = datetime.date(year, month + 1, 1), counts[year, month + 1]
        height = max(2, round(_TALLEST * count / most)) if count else 0
        whole = formats.date_format(first, "YEAR_MONTH_FORMAT")
        yield Month(formats.date_format(first, "M"), whole, count, place * _WIDE, height)
