"""The catalogue over time: when practices began and were reported, and when this catalogue took them in."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from pyroaring import BitMap

from practices.models import Practice, Version
from practices.models.practice import FIRST_YEAR
from practices.search import Snapshot
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
    years = _counts(found, "year_reported")
    return (min(years), max(years)) if years else None


def lasting(found: Browse) -> list[Lasting]:
    """Return those that were found of which a document tells the years, the newest first. One query."""
    practices = Practice.objects.published().in_order(islice(_newest(found), LASTING))
    spans = [_span(one) for one in practices]
    first, last = (min(start for start, _end in spans), max(end for _start, end in spans)) if spans else (0, 0)
    scale = 100 / max(1, last - first)
    return [
        Lasting(one, round((start - first) * scale), round((end - first) * scale), _is_ongoing(one))
        for one, (start, end) in zip(practices, spans, strict=True)
    ]


def _newest(found: Browse) -> Iterator[int]:
    """Yield the practices of known years by when they began, then by when they ended: what is not known comes last."""
    for began, in_began in _by_year(found.snapshot, "year_begun", found.results.found):
        for ended, in_both in _by_year(found.snapshot, "year_ended", in_began):
            yield from in_both if began or ended else ()


def _by_year(snapshot: Snapshot, facet: str, among: BitMap) -> Iterator[tuple[str, BitMap]]:
    """Yield some practices year by year, the newest first, and at last those without one."""
    years = sorted(snapshot.counts(facet, among), key=int, reverse=True)
    for year in years:
        yield year, among & snapshot.holding(facet, [year])
    yield "", among - snapshot.holding(facet, years)


def _is_ongoing(one: Practice) -> bool:
    return one.status == Practice.Status.IN_FORCE and one.start_year is not None and one.end_year is None


def _span(one: Practice) -> tuple[int, int]:
    """Return the first and the last known year. What was in force when it was reported had been done until then."""
    start = one.start_year or one.end_year or 0
    until = one.reported_on.year if _is_ongoing(one) and one.reported_on else start
    return start, max(start, one.end_year or until)


def by_year(found: Browse) -> Series:
    """Count practices that were found by the year in which they began and that in which they were reported; beyond
    are those of which no document says when they began, and those that undated documents report.
    """
    began, reported = (_counts(found, facet) for facet in ("year_begun", "year_reported"))
    spans = {label: Row(label, 0, 0, label[:4]) for label in _labels([*began, *reported])}
    newest = max([*began, *reported], default=0)
    for year in sorted({*began, *reported}):
        label = _label(year, newest)
        row = spans[label]
        spans[label] = replace(row, first=row.first + began.get(year, 0), second=row.second + reported.get(year, 0))
    return Series(list(spans.values()), found.total - sum(began.values()), found.total - sum(reported.values()))


def _counts(found: Browse, facet: str) -> dict[int, int]:
    """Count practices that were found by year."""
    counts = found.snapshot.counts(facet, found.results.found)
    return {int(year): count for year, count in counts.items() if year != NONE}


def by_month(found: Browse) -> Series:
    """Count all practices, which were found, by the month in which they were added here, and those of which readers
    then saw another version; `beyond` are those that were added before the first month. One query at most.
    """
    since = _months_before(timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0), MONTHS - 1)
    counts = found.snapshot.counts("month_added", found.results.found)
    added = {month: count for text, count in counts.items() if (month := _read(text, since)) >= since}
    revised = _revised(found, since)
    months = sorted({*added, *revised})
    shown = _months_between(months[0], months[-1]) if months else []
    rows = [Row(_month(month), added.get(month, 0), revised.get(month, 0), f"{month:%Y-%m}") for month in shown]
    return Series(rows, found.total - sum(added.values()))


def _read(text: str, like: datetime.datetime) -> datetime.datetime:
    year, month = map(int, text.split("-"))
    return like.replace(year=year, month=month)


def _revised(found: Browse, since: datetime.datetime) -> Counter[datetime.datetime]:
    """Count the practices of which readers saw another version, by month. Kept until the catalogue changes."""
    kept: dict[datetime.datetime, Counter[datetime.datetime]] = found.snapshot.memory.setdefault("revised", {})
    if since not in kept:
        seen = Version.objects.filter(kind="practice", state=Practice.State.PUBLISHED).exclude(action__in=Version.QUIET)
        earlier = seen.filter(object_id=OuterRef("object_id"), pk__lt=OuterRef("pk")).order_by()
        # The first version is none of these, which the index of numbers tells without reading any.
        revised = seen.filter(at__gte=since, number__gt=1).filter(Exists(earlier)).order_by()
        rows = revised.annotate(month=TruncMonth("at")).values_list("month", "object_id").distinct()
        kept[since] = Counter(month for month, practice in rows if practice in found.results.found)
    return kept[since]


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
