"""Values of facets that stand in no field of their own, but follow from others.

Each is told in SQL, as what is read of a practice and as the condition on those that have a value, so that the index
and its SQL twin start from the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, ExtractMonth, ExtractYear
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from practices.models import Practice
from practices.models.practice import FIRST_YEAR, LAST_YEAR


@dataclass(frozen=True, eq=False)
class Computed:
    """How the values of a facet follow from the fields of a practice."""

    choices: Callable[[], list[tuple[str, str]]]  # all values with their labels in the reader's language, in order
    text: Any  # the expression that is read of each practice; an empty text is no value
    values: Callable[[str], list[str]]  # the values that such a text tells
    condition: Callable[[str], Q]  # what holds of the practices that have a value


# Reports results: whether the section of that name has an English text ------------------------------

_HAS_RESULTS = Q(results_en__gt="")

RESULTS = Computed(
    choices=lambda: [("yes", _("Yes"))],
    text=Case(When(_HAS_RESULTS, then=Value("yes")), default=Value("")),
    values=lambda text: [text],
    condition=lambda value: _HAS_RESULTS,
)

# Period: the decades in which a practice was done, as far as is known, and whether it goes on -------

_ONGOING = Q(status=Practice.Status.IN_FORCE.value, start_year__isnull=False, end_year=None)
_FIRST = Coalesce("start_year", "end_year")
# What was in force when it was reported had been done until then.
_LAST = Case(
    When(_ONGOING, reported_on__year__gt=F("start_year"), then=ExtractYear("reported_on")),
    default=Coalesce("end_year", "start_year"),
    output_field=IntegerField(),
)


def _decades_and_more(text: str) -> list[str]:
    first, last, *ongoing = text.split(" ")
    decades = range(int(first) // 10, int(last) // 10 + 1) if first else ()
    return [*(f"{decade}0s" for decade in decades), *filter(None, ongoing)]


def _in_period(value: str) -> Q:
    if value == "ongoing":
        return _ONGOING
    year = int(value.removesuffix("s"))
    return Q(LessThan(_FIRST, year + 10), GreaterThanOrEqual(_LAST, year))


def _periods() -> list[tuple[str, str]]:
    decades = reversed(range(FIRST_YEAR, LAST_YEAR + 1, 10))
    label = pgettext("period", "%(first)s to %(last)s")
    labels = [(f"{year}s", label % {"first": year, "last": year + 9}) for year in decades]
    return [("ongoing", pgettext("period", "Ongoing")), *labels]


PERIOD = Computed(
    choices=_periods,
    text=Concat(
        _FIRST,
        Value(" "),
        _LAST,
        Case(When(_ONGOING, then=Value(" ongoing")), default=Value("")),
        output_field=CharField(),
    ),
    values=_decades_and_more,
    condition=_in_period,
)

# What is counted alone (`facets.COUNTED`) ----------------------------------------------------------

NONE = "none"  # in the place of a year


def _number(expression: Any) -> Any:
    return Coalesce(Cast(expression, CharField()), Value(""))


def _counted(text: Any, condition: Callable[[str], Q]) -> Computed:
    """Return how the values of a facet follow that nobody chooses: what is read is the value."""
    return Computed(list, text, lambda read: [read], condition)


def number(field: str) -> Computed:
    """The number in a field, where there is one."""
    return _counted(_number(field), lambda value: Q((field, int(value))))


REPORTED = _counted(
    Coalesce(Cast(ExtractYear("reported_on"), CharField()), Value(NONE)),
    lambda value: Q(reported_on=None) if value == NONE else Q(reported_on__year=int(value)),
)

ADDED = _counted(  # 2026-1 for January
    Concat(ExtractYear("published_at"), Value("-"), ExtractMonth("published_at"), output_field=CharField()),
    lambda value: Q(published_at__year=int(value.split("-")[0]), published_at__month=int(value.split("-")[1])),
)

_IS_CHECKED = Q(verified_on__isnull=False)

CHECKED = _counted(Case(When(_IS_CHECKED, then=Value("yes")), default=Value("")), lambda value: _IS_CHECKED)
