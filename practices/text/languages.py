"""The languages that documents are written in: codes of ISO 639, with names in English, French and Spanish.

`languages.tsv` has all codes of two letters, and those of three letters of languages that migrants speak. The names are
those of Unicode's CLDR.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from .collation import sort_key
from .plain import comparable

_FILE = Path(__file__).with_name("languages.tsv")


@cache
def _names() -> dict[str, dict[str, str]]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return {code: {"en": en, "fr": fr, "es": es} for code, en, fr, es in (line.split("\t") for line in lines)}


def codes() -> frozenset[str]:
    """Return the codes of the languages that the list names."""
    return frozenset(_names())


def name_of(code: str) -> str:
    """Return the name of a language in the reader's, or the code of one that the list doesn't name."""
    names = _names().get(code, {})
    return names.get(get_language() or "en") or names.get("en", code)


@cache
def _in_order(reader: str) -> list[tuple[str, str]]:
    named = [(code, names.get(reader) or names["en"]) for code, names in _names().items()]
    return sorted(named, key=lambda one: sort_key(one[1]))


def choices() -> list[tuple[str, str]]:
    """Return all languages of the list by their names in the reader's language, in its order."""
    return _in_order(get_language() or "en")


@cache
def _by_name() -> dict[str, str]:
    return {comparable(name): code for code, names in _names().items() for name in names.values()}


def code_of(name: str) -> str:
    """Return the code of a language that is named in English, French or Spanish, or an empty text."""
    return _by_name().get(comparable(name), "")
