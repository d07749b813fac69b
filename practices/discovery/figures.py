"""Numbers that sources give, as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.models import Figure

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


def _number(value: Decimal) -> str:
    """Return a number in figures; round millions and billions with the word."""
    if value >= _BILLION and value * 10 % _BILLION == 0:
        return _("%(number)s billion") % {"number": _number(value / _BILLION)}
    if value >= _MILLION and value * 10 % _MILLION == 0:
        return _("%(number)s million") % {"number": _number(value / _MILLION)}
    plain = value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()
    return str(number_format(plain, use_l10n=True, force_grouping=True))
