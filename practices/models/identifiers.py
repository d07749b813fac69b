"""How documents are numbered by the world, and languages named: checks with messages that say what to write instead."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from practices.text import languages
from practices.text.plain import one_line

from . import texts

_EARLIEST = 1800  # the first treaties on labour migration are of the 19th century

_validate_doi = RegexValidator(
    r"^10\.[0-9]{4,9}(\.[0-9]+)*/[^\s<>\"]+\Z",
    _("Write the DOI, as 10.18356/1a2b3c4d, or its address, as https://doi.org/10.18356/1a2b3c4d."),
)


def bare_doi(text: str) -> str:
    """Return a DOI alone, of one that stands in an address or behind its name. What is none stays as it is."""
    text = one_line(text)
    found = re.fullmatch(r"(?i)(?:https?://(?:dx\.|www\.)?doi\.org/|doi(?:\.org/|:| )\s*)(10\..*)", text)
    return unquote(found[1]) if found else text


def bare_isbn(text: str) -> str:
    """Return an ISBN alone, with hyphens where signs parted its digits. What is none stays as it is."""
    found = re.fullmatch(r"(?i)(?:ISBN(?:-1[03])?:?\s*)?([0-9][0-9 \u2010-\u2015-]{8,15}[0-9X])", one_line(text))
    return re.sub(r"[ \u2010-\u2015]", "-", found[1]).upper() if found else one_line(text)


def bare_issn(text: str) -> str:
    """Return an ISSN alone, with its hyphen. What is none stays as it is."""
    found = re.fullmatch(r"(?i)(?:e?-?ISSN:?\s*)?([0-9]{4})[ \u2010-\u2015-]?([0-9]{3}[0-9X])", one_line(text))
    return f"{found[1]}-{found[2]}".upper() if found else one_line(text)


@deconstructible
class ISBNValidator:
    """An ISBN of 10 or 13 digits, with hyphens or without, whose last digit is right."""

    def __call__(self, text: str) -> None:
        digits = text.replace("-", "")
        if not (re.fullmatch(r"[0-9]{9}[0-9X]|97[89][0-9]{10}", digits) and re.fullmatch(r"[0-9X]+(-[0-9X]+)*", text)):
            raise ValidationError(_("Write an ISBN of 13 or 10 digits, with hyphens or without: 978-92-9068-406-0."))
        is_long = len(digits) == 13
        if _checksum(digits, [1, 3] * 7 if is_long else range(10, 0, -1)) % (10 if is_long else 11):
            raise ValidationError(
                _("This ISBN has a typing error: its last digit does not fit the others. Compare it with the document.")
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ISBNValidator)

    def __hash__(self) -> int:
        return hash(ISBNValidator)


def validate_issn(text: str) -> None:
    """Refuse all but an ISSN of eight digits, whose last digit is right."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{3}[0-9X]", text):
        raise ValidationError(_("Write an ISSN of eight digits: 1234-5679."))
    if _checksum(text.replace("-", ""), range(8, 0, -1)) % 11:
        raise ValidationError(
            _("This ISSN has a typing error: its last digit does not fit the others. Compare it with the document.")
        )


def _checksum(digits: str, weights: Iterable[int]) -> int:
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * weight for value, weight in zip(values, weights, strict=False))


class _FormDOI(texts.FormText):
    cleaning = staticmethod(bare_doi)


class DOIField(texts.LineField):
    """A DOI, kept without its address."""

    default_validators = [_validate_doi]
    FORM, cleaning = _FormDOI, staticmethod(bare_doi)


class _FormISBN(texts.FormText):
    cleaning = staticmethod(bare_isbn)


class ISBNField(texts.LineField):
    """An ISBN."""

    default_validators = [ISBNValidator()]
    FORM, cleaning = _FormISBN, staticmethod(bare_isbn)


class _FormISSN(texts.FormText):
    cleaning = staticmethod(bare_issn)


class ISSNField(texts.LineField):
    """An ISSN, of a series or a journal."""

    default_validators = [validate_issn]
    FORM, cleaning = _FormISSN, staticmethod(bare_issn)


def validate_year(when: int | datetime.date) -> None:
    """Refuse a year, or a day, in which no document of ours can have been issued."""
    year = when if isinstance(when, int) else when.year
    latest = timezone.localdate().year + 1
    if not _EARLIEST <= year <= latest:
        raise ValidationError(_("Write a year between %(first)s and %(last)s.") % {"first": _EARLIEST, "last": latest})


def validate_language(code: str) -> None:
    """Refuse what is no code of ISO 639."""
    if code not in languages.codes() and not re.fullmatch(r"[a-z]{3}", code):
        raise ValidationError(
            _("‘%(code)s’ is no code of ISO 639. Write two or three small letters: en, fr, es, ar, fil."),
            params={"code": code},
        )
