"""Numbers and days as people and spreadsheets of each language write them, where they can mean one thing only."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import get_language, override
from openpyxl.utils.datetime import from_excel

from practices.text.plain import comparable

_LONGEST = 60  # characters
_SPACES = "\\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'’"
_IN_GROUPS = [
    (re.compile(rf"-?\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:[.,]\d+)?"), rf"[{_SPACES}]"),
    (re.compile(r"-?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})"), ","),
    (re.compile(r"-?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})"), r"\."),
]
_SCALE = re.compile(r"(.+?)[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]([^\W\d]+(?: millones)?)")
# 'billion' is a thousand million in English alone, so only there does it mean one thing.
_SCALES = {  # by words in the form of `comparable`
    **dict.fromkeys(("thousand", "mille", "mil"), 3),
    **dict.fromkeys(("million", "millions", "millon", "millones"), 6),
    **dict.fromkeys(("milliard", "milliards", "milmillones"), 9),
}
_TWO_MEANINGS = re.compile(r"-?[1-9]\d{0,2},\d{3}")  # fifteen hundred, or one and a half

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:er|st|nd|rd|th|º|°)?\.? (?:de )?([^\W\d]+)\.?,? (?:de |del )?(\d{4})", re.IGNORECASE
)
_MONTH_DAY = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"([^\W\d]+)\.?,? (?:de |del )?(\d{4})", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?:since |from |depuis |de |desde |del? )?(?P<first>[12]\d{3})"
    r"(?: ?(?:[-–—/]|to|until|à|a|al|hasta|jusqu['’]en) ?(?P<last>[12]\d{3}|\d\d)"
    r"|(?: ?[-–—] ?| to )(?:present|now|today|ongoing|date)?| ?[-–—] ?(?:présent|aujourd['’]hui|presente|actualidad))?",
    re.IGNORECASE,
)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # Excel's days from 1954 to 2119: no other number in a column of days


def number(text: str) -> str:
    """Return a number with a point before its decimals; of '1.3 million', 1300000.

    Raise ValueError if it is none, or can be two.
    """
    if match := _SCALE.fullmatch(text[: _LONGEST + 1].strip()):
        word = comparable(match[2])
        power = 9 if word == "billion" and get_language() == "en" else _SCALES.get(word)
        if power is None:
            raise ValueError(text)
        return f"{Decimal(_figures(match[1])).scaleb(power):f}"
    return _figures(text)


def _figures(text: str) -> str:
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if len(text) > _LONGEST:
        raise ValueError(text)
    for form, sign in _IN_GROUPS:
        if form.fullmatch(text):
            return re.sub(sign, "", text).replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,30}([.,][0-9]{1,30})?", text) or _TWO_MEANINGS.fullmatch(text):
        raise ValueError(text)
    return text.replace(",", ".")


def day(text: str) -> datetime.date:
    """Return a day. Raise ValueError if it is none, or can be two: 03/04/2010 is another day in Washington."""
    text = " ".join(text[: _LONGEST + 1].split())
    if match := _YEAR_FIRST.fullmatch(text):
        return datetime.date(int(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.fullmatch(text):
        return _of_two(int(match[1]), int(match[3]), int(match[4]), is_day_first=match[2] == ".")
    if match := _DAY_MONTH.fullmatch(text):
        return datetime.date(int(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_DAY.fullmatch(text):
        return datetime.date(int(match[3]), _month(match[1]), int(match[2]))
    if re.fullmatch(r"[0-9]{5}(\.0+)?", text) and _FIRST_SERIAL < float(text) < _LAST_SERIAL:
        found: datetime.datetime = from_excel(int(float(text)))
        return found.date()
    raise ValueError(text)


def years(text: str) -> tuple[int, int | None]:
    """Return the year in which something began, and in which it ended if that is said.

    Of a day or a month it is the year. Raise ValueError if that can't be read without doubt.
    """
    text = " ".join(text[: _LONGEST + 1].split())
    if match := _PERIOD.fullmatch(text):
        first, last = match["first"], match["last"]
        if last and len(last) == 2 and int(last) <= 12:  # 2007-08 may be August
            raise ValueError(text)
        last = first[: 4 - len(last)] + last if last else ""
        if last and int(last) < int(first):
            raise ValueError(text)
        return int(first), int(last) if last else None
    return year_and_month(text)[0], None


def year_and_month(text: str) -> tuple[int, int | None]:
    """Return the year, and the month if there is one, of a day, a month or a year in words.

    Raise ValueError if it is none of these.
    """
    text = " ".join(text[: _LONGEST + 1].split())
    if re.fullmatch(r"[12]\d{3}(\.0+)?", text):
        return int(text[:4]), None
    if match := _MONTH_YEAR.fullmatch(text):
        return int(match[2]), _month(match[1])
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{4})|(\d{4})-(\d{1,2})", text):
        year, month = int(match[2] or match[3]), int(match[1] or match[4])
        return year, datetime.date(year, month, 1).month
    found = day(text)
    return found.year, found.month


def _of_two(first: int, second: int, year: int, *, is_day_first: bool) -> datetime.date:
    """Return the day of which one number is the month. With dots between them, everybody writes the day first."""
    if is_day_first or first > 12 or first == second:
        return datetime.date(year, second, first)
    if second > 12:
        return datetime.date(year, first, second)
    raise ValueError(first, second)


def _month(name: str) -> int:
    month = _months().get(comparable(name))
    if month is None:
        raise ValueError(name)
    return month


@cache
def _months() -> dict[str, int]:
    """Months by their names, whole and shortened, in each language."""
    found: dict[str, int] = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            for names in (MONTHS, MONTHS_3):
                found |= {comparable(str(name)): month for month, name in names.items()}
    return found
