"""Reasons of acts that the catalogue words itself: kept in English, and shown in the reader's language."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, gettext_noop, override

from .translations import LANGUAGES

IMPORT_UNDONE = gettext_noop("The import of ‘%(name)s’ was undone.")
COPIED = gettext_noop("Copy of practice %(number)s, ‘%(title)s’.")
RESTORED = gettext_noop("Version %(number)s.")
UNTIL = gettext_noop("Until %(date)s.")  # as ISO 8601 has it; it is shown as the reader's language has it

_HOLDING = {"number": r"\d+", "date": r"\d{4}-\d\d-\d\d"}  # anything else holds any text


def worded(sentence: str, said: dict[str, Any], more: str = "") -> str:
    """Return one of these sentences as it is kept, and what somebody adds to it."""
    return f"{sentence % said} {more}".strip()


def told(reason: str) -> str:
    """Return a reason as it is shown. What somebody wrote stays as it is."""
    for sentence, pattern in _patterns():
        if match := pattern.fullmatch(reason):
            said = match.groupdict()
            more = said.pop("more")
            if day := parse_date(said.get("date", "")):
                said["date"] = formats.date_format(day)
            return gettext(sentence) % said + more
    return reason


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return each sentence with what finds it, in any language: former releases kept that of whoever acted."""
    found = []
    for sentence in (IMPORT_UNDONE, COPIED, RESTORED, UNTIL):
        for code in ("en", *LANGUAGES):
            with override(code):
                parts = re.split(r"%\((\w+)\)s", gettext(sentence))
            texts = [re.escape(part) for part in parts[::2]]
            names = [f"(?P<{name}>{_HOLDING.get(name, '.+')})" for name in parts[1::2]]
            pattern = "".join(text + name for text, name in zip(texts, [*names, ""], strict=True))
            found.append((sentence, re.compile(rf"{pattern}(?P<more>(?:\s.*)?)", re.DOTALL)))
    return found
