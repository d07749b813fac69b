"""Entries in BibTeX as plain text: bibtexparser finds them, pylatexenc reads what TeX would print."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Entry
from pylatexenc.latex2text import LatexNodes2Text

from practices.text.plain import one_line

logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # whoever pastes what is wrong is told on the page
_DEEPEST = 20  # braces within braces: whoever reads them goes down into each
_AS_IT_STANDS = {"url", "doi", "isbn", "issn", "year", "date", "key"}


def entries(text: str) -> list[list[tuple[str, str]]]:
    """Return the entries in a text, each with its type as 'entry', its fields, and an 'author' for each author.

    Institutions among these stand in braces.
    """
    if "@" not in text or _depth(text) > _DEEPEST:
        return []
    found = parse_string(text).entries
    return [[("entry", entry.entry_type), *_fields(entry)] for entry in found]


def _fields(entry: Entry) -> Iterator[tuple[str, str]]:
    for one in entry.fields:
        yield from _told(one.key.lower(), str(one.value))


def _told(name: str, value: str) -> list[tuple[str, str]]:
    if name == "author":
        return [(name, _author(author)) for author in split_multiple_persons_names(value)]
    plain = re.sub(r"\\(?=[_%&#])|[{}]", "", value) if name in _AS_IT_STANDS else _printed(value)
    return [(name, one_line(plain))] if plain.strip() else []


def _author(name: str) -> str:
    """Return a person as 'Family, Given', an institution in braces."""
    if re.fullmatch(r"\{.*\}", name, re.DOTALL):
        return f"{{{_printed(name)}}}"
    try:
        parts = parse_single_name_into_parts(name)
    except InvalidNameError:
        return _printed(name)
    family = " ".join([*parts.von, *parts.last])
    return ", ".join(_printed(part) for part in (family, " ".join(parts.jr), " ".join(parts.first)) if part)


def _printed(value: str) -> str:
    """Return what TeX prints. A per cent sign hides nothing: it was meant."""
    if not re.search(r"[\\{}$~]|--|``|''", value):
        return one_line(value)
    return one_line(_decoder().latex_to_text(re.sub(r"(?<!\\)%", r"\\%", value)))


@cache
def _decoder() -> LatexNodes2Text:
    return LatexNodes2Text(strict_latex_spaces=True, keep_braced_groups=False)


def _depth(text: str) -> int:
    deepest = depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return deepest
