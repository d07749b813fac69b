"""Numbers and years that sources give, as the reader's language writes them."""

from __future__ import annotations

import math
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from practices.models import Figure, Practice

_MILLION, _BILLION = Decimal(10**6), Decimal(10**9)


def of_figure(figure: Figure) -> str:
    """Return a figure's number as the reader's language writes it, with its qualifier and unit: 'more than 40%'."""
    number = _number(figure.value)
    if figure.value_max is not None:
        number = f"{number}–{_number(figure.value_max)}"
    if figure.unit == "%":
        number = f"{number}\N{NO-BREAK SPACE}%" if (get_language() or "en") in {"fr", "es"} else f"{number}%"
    elif figure.unit:
        number = f"{number}\N{NO-BREAK SPACE}{figure.unit}"
    if figure.qualifier == Figure.Qualifier.EXACTLY:
        return number
    return f"{figure.get_qualifier_display()} {number}"


def years(practice: Practice) -> str:
    """Return from when to when a practice was done: '2007 onwards', or '2007–?' if it has ended some time."""
    first, last = practice.start_year or "", practice.end_year
    if last is None and practice.status != Practice.Status.ENDED:
        return " ".join([str(first), _("onwards")])
    return str(last) if first == last else f"{first}–{last or '?'}"


def _number(value: Decimal) -> str:
    """Return a number in figures; round millions and billions with the word. Spanish has none for a billion."""
    if get_language() != "es" and value >= _BILLION and value * 10 % _BILLION == 0:
        number = value / _BILLION
        return ngettext("%(number)s billion", "%(number)s billion", _plural(number)) % {"number": _plain(number)}
    if value >= _MILLION and value * 10 % _MILLION == 0:
        number = value / _MILLION
        return ngettext("%(number)s million", "%(number)s million", _plural(number)) % {"number": _plain(number)}
    return _plain(value)


def _plural(number: Decimal) -> int:
    """Return the whole number that is written like one with a fraction: French has 1,5 in the singular."""
    return math.floor(number) if get_language() == "fr" else math.ceil(number)


def _plain(value: Decimal) -> str:
    plain = value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()
    return str(number_format(plain, use_l10n=True, force_grouping=True))
