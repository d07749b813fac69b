"""Pages and paragraphs as citations name them: read however somebody wrote them, and kept in one way.

`12`, `12-14`, `12, 15-17`, `47-` (from 47 on), `iv-vi`, `A-3`, `12a`. `A-3` is one page: after capital letters a hyphen
belongs to the number, so `iv-6` goes from iv to 6, and `IV-6` is the sixth page of part IV.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .texts import LineField

_ROMAN = "(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_NUMBER = rf"(?:[0-9]+[a-z]?|[A-Z]{{1,4}}-[0-9]+|[A-Za-z][0-9]+|{_ROMAN}|(?i:{_ROMAN})(?<=[A-Z]))"
_RANGE = rf"{_NUMBER}(?:-(?:{_NUMBER})?)?"
_LIST = re.compile(rf"{_RANGE}(?:, {_RANGE})*")
_ENDS = re.compile(rf"({_NUMBER})(?:-({_NUMBER})?)?")

# What people write around the numbers, in the catalogue's languages and those of its sources.
PAGES = r"pp?|pgs?|pages?|p[aá]gs?|p[aá]ginas?|seiten?|s(?=[. ])"
PARAGRAPHS = r"§+|¶+|par(?:a|as|s)?|p[aá]rrs?|p[aá]rrafos?|paragraph(?:e|s|es)?"
_DASH = re.compile(r"\s*(?:[‐‑‒–—―−﹘﹣－]|-+)\s*")
_TO = re.compile(r"(?<=\w)\s+(?:to|à|a|al|bis|hasta)\s+(?=\w)", re.IGNORECASE)
_NEXT = re.compile(r"\b([0-9]+)\s*(?:f|sq|seq|s)\b\.?(?!\w)")
_ON = re.compile(r"\b([0-9]+)\s*(?:ff|sqq|ss|et\s+seq|et\s+s|et\s+suiv|y\s+ss?|y\s+sigs?|onwards)\b\.?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;&]|\s(?:and|et|y|und)\s)\s*", re.IGNORECASE)


def normalised(text: str, words: str = PAGES) -> str:
    """Return pages (or paragraphs, with their words) as they are kept: ‘pp. 12 – 14 et 17’ is `12-14, 17`.

    What is no list of numbers is returned as it is.
    """
    line = " ".join(text.split()).strip("()[] ")
    line = re.sub(rf"(?<![\w-])(?:{words})(?:\. ?|(?=[0-9])| )(?=\w)", "", line, flags=re.IGNORECASE)
    line = _ON.sub(r"\1-", line)
    line = _NEXT.sub(lambda match: f"{match[1]}-{int(match[1]) + 1}", line)
    line = ", ".join(_BETWEEN.split(_DASH.sub("-", _TO.sub("-", line)).rstrip(". ")))
    return line if _LIST.fullmatch(line) else text


def ends(text: str) -> tuple[str, str]:
    """Return the first and the last number of one range, as kept; the last is empty where there is none, or no end.

    Of several ranges nothing can be said so: both are empty.
    """
    match = _ENDS.fullmatch(text)
    return (match[1], match[2] or "") if match else ("", "")


def is_one(text: str) -> bool:
    """Whether only one page or paragraph is named."""
    return re.fullmatch(_NUMBER, text) is not None


def printed(text: str) -> str:
    """Return numbers as they are printed: with the dash of ranges, which a hyphen within a number is not."""
    return ", ".join(
        f"{part[:-1]}–" if part.endswith("-") else "–".join(filter(None, ends(part))) or part
        for part in text.split(", ")
    )


def told(pages: str, paragraphs: str = "") -> str:
    """Return pages, or else paragraphs, as a reader expects them: 'pp. 33–34', 'from p. 47 on', 'para. 12'."""
    if pages.endswith("-") and is_one(pages[:-1]):
        return _("from p. %(page)s on") % {"page": pages[:-1]}
    if pages:
        return (_("p. %(pages)s") if is_one(pages) else _("pp. %(pages)s")) % {"pages": printed(pages)}
    if paragraphs:
        form = _("para. %(paragraphs)s") if is_one(paragraphs) else _("paras %(paragraphs)s")
        return form % {"paragraphs": printed(paragraphs)}
    return ""


class _LocatorField(LineField):
    """Base of a field that keeps numbers in one way, whatever door they come in by."""

    words: ClassVar[str]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return normalised(value, self.words) if isinstance(value, str) else value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value and not _LIST.fullmatch(value):
            raise ValidationError(
                _("Write numbers as 12, 12-14, iv-vi, A-3 or 12, 15; ‘47-’ means from 47 on."), code="invalid"
            )


class PagesField(_LocatorField):
    """Pages."""

    words = PAGES


class ParagraphsField(_LocatorField):
    """Paragraphs."""

    words = PARAGRAPHS
