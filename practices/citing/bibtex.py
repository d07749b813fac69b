"""BibTeX and biblatex, for LaTeX, JabRef and most reference managers.

`@online` is biblatex's type for a web page, and Zotero's (which takes `@misc` for a book). Older styles treat it
as `@misc`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from practices.models import Source

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
# Braces are spelt out: BibTeX counts them even after a backslash, so a lone one would swallow the rest of the file.
_SPECIAL = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)
_LANGUAGES = {"en": "english", "fr": "french", "es": "spanish"}  # as babel and biblatex call them
# Addresses are printed as they stand, so only what would end the field is replaced.
_IN_ADDRESSES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def write(entry: Entry, accessed: date) -> str:
    """Return the record of an entry."""
    return _record(
        "online",
        text.key(entry),
        [
            ("author", _author(text.Name(entry.publisher))),
            ("title", _as_written(entry.title)),
            # Each is read by some programs only: the first by biblatex, the second by classic BibTeX.
            ("titleaddon", escaped(entry.catalogue)),
            ("howpublished", escaped(entry.catalogue)),
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
    first, last = text.pages(document)
    return _record(
        _TYPES.get(source.kind, _REPORT),
        source.slug,
        [
            ("author", " and ".join(_author(text.name(written)) for written in source.written_authors)),
            ("title", _as_written(source.title)),
            ("type", escaped(source.get_kind_display())),
            ("institution", escaped(source.publisher)),
            ("address", escaped(source.place)),
            ("year", str(source.year or "")),
            ("date", source.date.isoformat() if source.date else ""),
            ("journal" if source.kind == Source.Kind.ARTICLE else "series", escaped(source.series)),
            ("number", escaped(source.number or source.document_symbol)),
            ("issn", escaped(source.issn)),
            ("isbn", escaped(source.isbn)),
            ("doi", _address(source.doi)),
            ("pages", "--".join(page for page in (first, last) if page)),
            ("url", _address(source.url)),
            ("language", _LANGUAGES.get(source.language, escaped(source.language))),
            ("note", escaped(references.of_places(document.citations))),
        ],
    )


def escaped(value: str) -> str:
    """Return text as LaTeX prints it. Letters of all languages stay as they are, in UTF-8."""
    return text.one_line(value).translate(_SPECIAL)


def _record(kind: str, key: str, fields: Iterable[tuple[str, str]]) -> str:
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields if value]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n\n"


def _author(name: text.Name) -> str:
    """Return a person as 'Family, Given', and an institution in braces, which keep it in one piece."""
    if name.given:
        return f"{escaped(name.family)}, {escaped(name.given)}"
    return _as_written(name.family)


def _as_written(value: str) -> str:
    """Return text in braces of its own, so that no style turns 'Kenya' into 'kenya'."""
    return f"{{{escaped(value)}}}"


def _address(address: str) -> str:
    return text.one_line(address).translate(_IN_ADDRESSES)
