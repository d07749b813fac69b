"""The catalogue over time: when practices began and were reported, and when this catalogue took them in."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format

from practices.models import Practice, Version
from practices.models.practice import FIRST_YEAR
from practices.taxonomy.computed import NONE

from .browse import Browse

LASTING = 30  # practices of known years that are listed
YEARS = 30  # the newest, which stand one by one; those before them stand by decade
MONTHS = 24
_FIRST_DECADE = 1900  # what lies before stands together


@dataclass(frozen=True)
class Row:
    """A year, decade or month, with two numbers."""

    label: str
    first: int
    second: int
    short: str = ""  # the label where there is little room

    @property
    def is_empty(self) -> bool:
        return not (self.first or self.second)


@dataclass(frozen=True)
class Series:
    """Rows without a gap, and how many practices stand in none by their first and by their second number."""

    rows: list[Row]
    beyond: int = 0
    beyond_second: int = 0

    @property
    def told(self) -> list[Row]:
        """The rows that say something."""
        return [row for row in self.rows if not row.is_empty]


@dataclass(frozen=True)
class Lasting:
    """A practice of known years, and where these lie among those of all that are listed, in percent."""

    practice: Practice
    start: int
    end: int
    is_ongoing: bool


def years_of(found: Browse) -> tuple[int, int] | None:
    """Return the first and the last year in which practices that were found were reported, if any has a date."""
    counts = found.snapshot.counts("year_reported", found.results.found)
    years = [int(year) for year in counts if year != NONE]
    return (min(years), max(years)) if years else None


def lasting() -> list[Lasting]:
    """Return the practices of which a document tells the years, the newest first. One query."""
    known = Practice.objects.published().filter(Q(start_year__isnull=False) | Q(end_year__isnull=False))
    practices = list(known.order_by("-start_year", "-end_year", "pk")[:LASTING])
    spans = [_span(one) for one in practices]
    first, last = (min(start for start, _end in spans), max(end for _start, end in spans)) if spans else (0, 0)
    scale = 100 / max(1, last - first)
    return [
        Lasting(one, round((start - first) * scale), round((end - first) * scale), _is_ongoing(one))
        for one, (start, end) in zip(practices, spans, strict=True)
    ]


def _is_ongoing(one: Practice) -> bool:
    return one.status == Practice.Status.IN_FORCE and one.start_year is not None and one.end_year is None


def _span(one: Practice) -> tuple[int, int]:
    """Return the first and the last known year. What was in force when it was reported had been done until then."""
    start = one.start_year or one.end_year or 0
    until = one.reported_on.year if _is_ongoing(one) and one.reported_on else start
    return start, max(start, one.end_year or until)


def by_year(total: int) -> Series:
    """Count the published practices by the year in which they began and that in which they were reported; beyond
    are those of which no document says when they began, and those that undated documents report. Two queries.
    """
    published = Practice.objects.published().order_by()
    began = _counts(published.filter(start_year__isnull=False).values_list("start_year"))
    reported = _counts(published.filter(reported_on__isnull=False).values_list("reported_on__year"))
    spans = {label: Row(label, 0, 0, label[:4]) for label in _labels([*began, *reported])}
    newest = max([*began, *reported], default=0)
    for year in sorted({*began, *reported}):
        label = _label(year, newest)
        row = spans[label]
        spans[label] = replace(row, first=row.first + began.get(year, 0), second=row.second + reported.get(year, 0))
    return Series(list(spans.values()), total - sum(began.values()), total - sum(reported.values()))


def by_month(total: int) -> Series:
    """Count the published practices by the month in which they were added here, and those of which readers then saw
    another version; `beyond` are those that were added before the first month. Two queries.
    """
    since = _months_before(timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0), MONTHS - 1)
    published = Practice.objects.published().order_by()
    added = _counts(
        published.filter(published_at__gte=since).annotate(month=TruncMonth("published_at")).values_list("month")
    )
    versions = Version.objects.filter(kind="practice", state=Practice.State.PUBLISHED).exclude(action__in=Version.QUIET)
    earlier = versions.filter(object_id=OuterRef("object_id"), pk__lt=OuterRef("pk")).order_by()
    revised = dict(
        versions.filter(at__gte=since, object_id__in=published.values("pk"))
        .filter(Exists(earlier))
        .order_by()
        .annotate(month=TruncMonth("at"))
        .values_list("month")
        .annotate(count=Count("object_id", distinct=True))
    )
    months = sorted({*added, *revised})
    shown = _months_between(months[0], months[-1]) if months else []
    rows = [Row(_month(month), added.get(month, 0), revised.get(month, 0), f"{month:%Y-%m}") for month in shown]
    return Series(rows, total - sum(added.values()))


def _counts(groups: object) -> dict:
    return dict(groups.annotate(count=Count("pk")))  # type: ignore[attr-defined]


def _labels(years: list[int]) -> list[str]:
    """Return the labels from the first year to the last, without a gap."""
    if not years:
        return []
    newest = max(years)
    first = max(min(years), _FIRST_DECADE)
    labels = [_label(year, newest) for year in range(first, newest + 1)]
    return list(dict.fromkeys([*(_label(year, newest) for year in sorted(years) if year < first), *labels]))


def _label(year: int, newest: int) -> str:
    if year > newest - YEARS:
        return str(year)
    if year < _FIRST_DECADE:
        return f"{FIRST_YEAR}–{_FIRST_DECADE - 1}"
    decade = year // 10 * 10
    return f"{decade}–{min(decade + 9, newest - YEARS)}"


def _month(month: datetime.datetime) -> str:
    return str(date_format(month, "YEAR_MONTH_FORMAT"))


def _months_before(month: datetime.datetime, count: int) -> datetime.datetime:
    number = month.year * 12 + month.month - 1 - count
    return month.replace(year=number // 12, month=number % 12 + 1)


def _months_between(first: datetime.datetime, last: datetime.datetime) -> list[datetime.datetime]:
    count = (last.year - first.year) * 12 + last.month - first.month
    return [_months_before(last, back) for back in range(count, -1, -1)]
