"""Terms as `docs/glossary.md` has them, and translations that depart from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .entries import Entry

_COLUMNS = ["English", "French", "Spanish", "Not in French", "Not in Spanish", "Source"]
_LANGUAGES = {"fr": ("French", "Not in French"), "es": ("Spanish", "Not in Spanish")}
_SHORT = 3  # letters
_ENGLISH_ENDING = "(?:s|es)?"


@dataclass(frozen=True)
class Term:
    """A term in English, what stands for it in each language, and what does not."""

    english: tuple[str, ...]
    approved: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refused: dict[str, tuple[str, ...]] = field(default_factory=dict)


def terms(file: Path) -> list[Term]:
    """Read the table of the glossary. Raise ValueError if a row has not the columns of the head."""
    rows = [
        line.strip().strip("|").split("|") for line in file.read_text(encoding="utf-8").splitlines() if line[:1] == "|"
    ]
    cells = [[cell.strip() for cell in row] for row in rows]
    if not cells or cells[0] != _COLUMNS or any(len(row) != len(_COLUMNS) for row in cells):
        raise ValueError(f"{file.name} must have one table, of {len(_COLUMNS)} columns: {', '.join(_COLUMNS)}.")
    named = [dict(zip(_COLUMNS, row, strict=True)) for row in cells[2:]]
    return [
        Term(
            _variants(row["English"]),
            {language: _variants(row[approved]) for language, (approved, _refused) in _LANGUAGES.items()},
            {language: _variants(row[refused]) for language, (_approved, refused) in _LANGUAGES.items()},
        )
        for row in named
    ]


def departures(entry: Entry, language: str, glossary: list[Term]) -> Iterator[str]:
    """Yield where a translation says what the glossary refuses, or has no word for a term that the English has."""
    texts = entry.texts(language)
    english, whole = " ".join(entry.texts("en").values()), " ".join(texts.values())
    for term in glossary:
        for wording in term.refused[language]:
            for place, text in texts.items():
                if _pattern(wording).search(_plain(text)):
                    yield f"{entry.file}, {language}, {place}: not {wording!r} but {_either(term, language)}."
    for term in _said(english, glossary):
        if not any(_pattern(variant).search(_plain(whole)) for variant in term.approved[language]):
            yield f"{entry.file}, {language}: {term.english[0]!r} is {_either(term, language)}."


def _said(english: str, glossary: list[Term]) -> Iterator[Term]:
    """Yield the terms of a text. What a longer term has taken is not looked at for the shorter ones in it."""
    rest = _plain(english)
    pairs = [(variant, term) for term in glossary for variant in term.english]
    found: dict[int, Term] = {}
    for variant, term in sorted(pairs, key=lambda pair: len(pair[0]), reverse=True):
        rest, count = _pattern(variant, _ENGLISH_ENDING).subn(" | ", rest)
        if count:
            found[id(term)] = term
    yield from found.values()


def _variants(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(" / ") if part.strip())


def _either(term: Term, language: str) -> str:
    return " or ".join(map(repr, term.approved[language]))


def _plain(text: str) -> str:
    return text.replace("’", "'")


@cache
def _pattern(wording: str, ending: str = r"\w*") -> re.Pattern[str]:
    """Match a wording: each word may have an ending. Short ones, and acronyms with their capitals, are read whole."""
    words = re.findall(r"\w+", wording)
    parts = [word if word.isupper() else f"(?i:{word}{ending if len(word) > _SHORT else ''})" for word in words]
    return re.compile(r"\b" + r"[ '\u202f-]+".join(parts) + r"\b")
