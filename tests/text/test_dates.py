"""Dates in words, as each language writes them."""

from __future__ import annotations

import datetime

import pytest
from django.template import Context, Template
from django.utils.formats import date_format
from django.utils.translation import override

FIRST, ELEVENTH = datetime.date(2026, 12, 1), datetime.date(2026, 1, 11)


@pytest.mark.parametrize(
    ("language", "day", "format_name", "expected"),
    [
        ("fr", FIRST, "DATE_FORMAT", "1er décembre 2026"),
        ("fr", FIRST, "MONTH_DAY_FORMAT", "1er décembre"),
        ("fr", FIRST, "SHORT_DATE_FORMAT", "01/12/2026"),
        ("fr", FIRST, "YEAR_MONTH_FORMAT", "décembre 2026"),
        ("fr", FIRST, "Y-m-d", "2026-12-01"),
        ("fr", ELEVENTH, "DATE_FORMAT", "11 janvier 2026"),
        ("fr", datetime.datetime(2026, 8, 1, 9, 30), "DATETIME_FORMAT", "1er août 2026 09:30"),
        ("es", FIRST, "DATE_FORMAT", "1 de diciembre de 2026"),
        ("en", FIRST, "DATE_FORMAT", "1 December 2026"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french_alone(
    language: str, day: datetime.date, format_name: str, expected: str
) -> None:
    with override(language):
        assert date_format(day, format_name) == expected
        assert Template(f'{{{{ day|date:"{format_name}" }}}}').render(Context({"day": day})) == expected
