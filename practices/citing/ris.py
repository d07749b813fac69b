"""RIS, which EndNote, Mendeley, Zotero, Citavi and library catalogues read.

`ELEC` is what Zotero and Mendeley call a web page, and EndNote an electronic source.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from practices.models import Source

from . import references, text
from .entry import Document, Entry

CONTENT_TYPE = "application/x-research-info-systems"
_REPORT = "RPRT"
_TYPES: dict[str, str] = {
    Source.Kind.PRESENTATION: "SLIDE",
    Source.Kind.ARTICLE: "JOUR",
    Source.Kind.LAW: "STAT",
    Source.Kind.TREATY: "GEN",
    Source.Kind.DATASET: "DATA",
    Source.Kind.WEB_PAGE: "ELEC",
}


def write(entry: Entry, accessed: date) -> str:
    """Return the record of an entry."""
    return _record(
        [
            ("TY", "ELEC"),
            ("ID", text.key(entry)),
            ("AU", text.inverted(entry.author)),
            ("TI", entry.title),
            ("T2", entry.catalogue),
            ("PB", entry.publisher),
            ("PY", str(entry.published.year)),
            ("DA", _date(entry.published)),
            ("Y2", _date(accessed)),
            ("UR", entry.address),
            ("AB", entry.summary),
            *(("KW", word) for word in text.keywords(entry)),
            ("LA", entry.language),
            ("N1", text.note(entry)),
        ]
    )


def write_source(document: Document) -> str:
    """Return the record of a document that an entry rests on."""
    source = document.source
    first, last = text.pages(document)
    return _record(
        [
            ("TY", _TYPES.get(source.kind, _REPORT)),
            ("ID", source.slug),
            *(("AU", text.inverted(author)) for author in source.author_list),
            ("TI", source.title),
            ("T2", source.series),
            ("PB", source.publisher),
            ("CY", source.place),
            ("PY", str(source.issued_year or "")),
            ("DA", _date(source.date) if source.date else ""),
            *_numbers(source),
            ("DO", source.doi),
            ("SP", first),
            ("EP", last),
            ("M3", source.get_kind_display()),
            ("UR", source.url),
            ("LA", source.language),
            ("N1", references.of_document(document)),
        ]
    )


def _numbers(source: Source) -> list[tuple[str, str]]:
    """Return its numbers. Of a report, every reader takes SN for its own; ISBN and ISSN stand in the reference."""
    if source.kind == Source.Kind.ARTICLE:
        return [("IS", source.number), ("SN", source.issn)]
    return [("SN", source.number or source.document_symbol)]


def _record(fields: Iterable[tuple[str, str]]) -> str:
    lines = [f"{tag}  - {line}" for tag, value in fields if (line := text.one_line(value))]
    return "\r\n".join([*lines, "ER  - ", ""])


def _date(day: date) -> str:
    return f"{day:%Y/%m/%d}"
