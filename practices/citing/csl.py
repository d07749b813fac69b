"""CSL JSON, which citation processors, pandoc and Zotero read.

`webpage` is the one type for something on the web that all styles know. (CSL also has `entry`, for catalogues and
directories; most styles print next to nothing of it.)
"""

from __future__ import annotations

from datetime import date
from typing import Any

from practices.models import Source
from practices.models.authors import Author

from . import references, text
from .entry import Document, Entry

CONTENT_TYPE = "application/vnd.citationstyles.csl+json"
_REPORT = "report"
_TYPES: dict[str, str] = {
    Source.Kind.PRESENTATION: "speech",
    Source.Kind.ARTICLE: "article-journal",
    Source.Kind.LAW: "legislation",
    Source.Kind.TREATY: "treaty",
    Source.Kind.DATASET: "dataset",
    Source.Kind.WEB_PAGE: "webpage",
}


def item(entry: Entry, accessed: date) -> dict[str, Any]:
    """Return the record of an entry."""
    return _filled(
        {
            "id": text.key(entry),
            "type": "webpage",
            "title": text.one_line(entry.title),
            "author": [_author(entry.author)],
            "container-title": entry.catalogue,
            "publisher": entry.publisher,
            "number": str(entry.number),
            "issued": _date(entry.published),
            "accessed": _date(accessed),
            "URL": entry.address,
            "abstract": text.one_line(entry.summary),
            "keyword": "; ".join(text.keywords(entry)),
            "language": entry.language,
            "note": text.note(entry),
        }
    )


def source_item(document: Document) -> dict[str, Any]:
    """Return the record of a document that an entry rests on."""
    source = document.source
    return _filled(
        {
            "id": source.slug,
            "type": _TYPES.get(source.kind, _REPORT),
            "title": text.one_line(source.title),
            "author": [_author(author) for author in source.author_list],
            "genre": source.get_kind_display(),
            "publisher": source.publisher,
            "publisher-place": source.place,
            "issued": _date(source.date) if source.date else _year(source.year),
            **_series(source),
            "number": source.document_symbol or source.number,
            "ISSN": source.issn,
            "ISBN": source.isbn,
            "DOI": source.doi,
            "page": "-".join(page for page in text.pages(document) if page),
            "URL": source.url,
            "language": source.language,
            "note": references.of_places(document.citations),
        }
    )


def _series(source: Source) -> dict[str, str]:
    """Return what it is a part of: a journal, or a series."""
    if source.kind == Source.Kind.ARTICLE:
        return {"container-title": source.series, "issue": source.number}
    return {"collection-title": source.series, "collection-number": source.number}


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _author(author: Author) -> dict[str, str]:
    """Return a person in parts, and an institution in one piece, which no processor takes apart."""
    name = text.one_line(author.name)
    if author.is_institution:
        return {"literal": name}
    return _filled({"family": name, "given": text.one_line(author.given), "suffix": author.suffix})


def _date(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _year(year: int | None) -> dict[str, Any]:
    return {"date-parts": [[year]]} if year else {}
