"""BibTeX and biblatex, for LaTeX, JabRef and most reference managers.

`@online` is biblatex's type for a web page, and Zotero's (which takes `@misc` for a book). Older styles treat it
as `@misc`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from practices.models import Source
from practices.models.authors import Author

from . import references, text
from .entry import Document, Entry

CONTENT_TYPE = "application/x-bibtex"
_REPORT = "techreport"
_TYPES: dict[str, str] = {
    Source.Kind.PRESENTATION: "misc",
    Source.Kind.ARTICLE: "article",
    Source.Kind.LAW: "misc",
    Source.Kind.TREATY: "misc",
    Source.Kind.DATASET: "misc",
    Source.Kind.WEB_PAGE: "online",
}
# Beside what every type has: what biblatex knows of each. The rest is told in the note.
_FIELDS: dict[str, set[str]] = {
    "techreport": {"type", "institution", "address", "number", "pages"},
    "misc": {"type", "organization", "address"},
    "article": {"journal", "number", "issn", "pages"},
    "online": {"organization"},
}
# What some reader obeys, or shows as a command, however it is spelt, becomes a sign that looks alike: Zotero knows no
# `\textbackslash`, and BibTeX counts a lone brace even after a backslash, which would swallow the rest of the file.
_ALIKE = str.maketrans(
    {"\\": "\N{FULLWIDTH REVERSE SOLIDUS}", "~": "\N{SMALL TILDE}", "^": "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}"}
)
_LONE = {"{": "\N{FULLWIDTH LEFT CURLY BRACKET}", "}": "\N{FULLWIDTH RIGHT CURLY BRACKET}"}
_SPECIAL = str.maketrans({"@": "{@}", **{character: f"\\{character}" for character in "{}&%$#_"}})
_AND = re.compile(r"\band\b", re.IGNORECASE)  # it parts two authors
_LIGATURES = re.compile(r"(?<=[-'`,<>?!])(?=[-'`,<>])")  # TeX makes one sign of two: '--' becomes a dash
_LANGUAGES = {"en": "english", "fr": "french", "es": "spanish"}  # as babel and biblatex call them
# Addresses are printed as they stand, so only what would end the field is replaced.
_IN_ADDRESSES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def write(entry: Entry, accessed: date) -> str:
    """Return the record of an entry."""
    return _record(
        "online",
        text.key(entry),
        [
            ("author", _author(entry.author)),
            ("title", _as_written(entry.title)),
            ("titleaddon", escaped(entry.catalogue)),
            ("year", str(entry.published.year)),
            ("date", entry.published.isoformat()),
            ("url", _address(entry.address)),
            ("urldate", accessed.isoformat()),
            ("abstract", escaped(entry.summary)),
            ("keywords", escaped(", ".join(text.keywords(entry)))),
            ("language", _LANGUAGES.get(entry.language, entry.language)),
            ("note", escaped(text.note(entry))),
        ],
    )


def write_source(document: Document) -> str:
    """Return the record of a document that an entry rests on."""
    source = document.source
    kind = _TYPES.get(source.kind, _REPORT)
    first, last = text.pages(document)
    fields = [
        ("author", " and ".join(map(_author, source.author_list))),
        ("title", _as_written(source.title)),
        ("type", escaped(source.get_kind_display())),
        ("institution", source.publisher and _as_written(source.publisher)),
        ("organization", source.publisher and _as_written(source.publisher)),
        ("address", escaped(source.place)),
        ("year", str(source.issued_year or "")),
        ("date", source.date.isoformat() if source.date else ""),
        ("journal", escaped(source.series)),
        ("number", escaped(source.number or source.document_symbol)),
        ("issn", escaped(source.issn)),
        ("doi", _address(source.doi)),
        ("pages", "--".join(page for page in (first, last) if page)),
        ("url", _address(source.url)),
        ("language", _LANGUAGES.get(source.language, escaped(source.language))),
        ("note", escaped(_note(document, _FIELDS[kind]))),
    ]
    left_out = set().union(*_FIELDS.values()) - _FIELDS[kind]
    return _record(kind, source.slug, [(name, value) for name, value in fields if name not in left_out])


def _note(document: Document, fields: set[str]) -> str:
    """Return what the type has no fields for, and where in the document the passages stand."""
    source = document.source
    symbol = source.document_symbol if "number" not in fields or source.number else ""
    number = source.number if "number" not in fields and not source.series else ""
    known = {*fields, "doi"}
    numbers = [
        f"{name} {value}" for name, value in references.numbers_of(source) if value and name.lower() not in known
    ]
    parts = ["" if "journal" in fields else references.series_of(source), number, symbol, *numbers]
    told = ". ".join(part for part in parts if part)
    return ", ".join(part for part in (told, references.of_places(document.citations)) if part)


def escaped(value: str) -> str:
    """Return text as LaTeX prints it and Zotero shows it. Letters of all languages stay as they are, in UTF-8."""
    line = _balanced(text.one_line(value).translate(_ALIKE))
    if line.count("$") > 1:  # Zotero takes what stands between two of them for a formula
        line = line.replace("$", "\N{FULLWIDTH DOLLAR SIGN}")
    return _LIGATURES.sub("{}", line.translate(_SPECIAL))


def _balanced(line: str) -> str:
    """Return text in which each brace has its partner; one that has none is replaced."""
    characters = list(line)
    opened: list[int] = []
    lone: list[int] = []
    for place, character in enumerate(characters):
        if character == "{":
            opened.append(place)
        elif character == "}":
            opened.pop() if opened else lone.append(place)
    for place in (*opened, *lone):
        characters[place] = _LONE[characters[place]]
    return "".join(characters)


def _record(kind: str, key: str, fields: Iterable[tuple[str, str]]) -> str:
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields if value]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n\n"


def _author(author: Author) -> str:
    """Return a person as 'Family, Jr., Given', and an institution in braces, which keep it in one piece."""
    if not author.given:
        return _as_written(author.name)
    parts = (author.name, author.suffix, author.given)
    return _AND.sub("{and}", ", ".join(escaped(part) for part in parts if part))


def _as_written(value: str) -> str:
    """Return text in braces of its own, so that no style turns 'Kenya' into 'kenya'."""
    return f"{{{escaped(value)}}}"


def _address(address: str) -> str:
    return text.one_line(address).translate(_IN_ADDRESSES)
