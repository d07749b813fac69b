"""References as people write them: for a source document, and for an entry of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.utils.formats import date_format as format_date
from django.utils.translation import gettext as _

from practices.models import Citation, Source
from practices.text.plain import listed

from .entry import Document, Entry


def of_source(source: Source) -> str:
    """Return the full reference of a document: authors, year, title, series, symbol, place, numbers, if known."""
    authors = listed(source.author_names)
    year = str(source.issued_year or _("undated"))
    publisher = source.publisher if source.publisher != authors else ""
    imprint = ", ".join(part for part in (publisher, source.place) if part)
    numbers = [f"{name} {value}" for name, value in numbers_of(source) if value]
    details = [source.title, series_of(source), source.document_symbol, imprint, *numbers]
    return f"{authors} ({year}). " + ". ".join(part for part in details if part) + "."


def series_of(source: Source) -> str:
    """Return the series that a document is part of, with its number in it, if it has one."""
    if not (source.series and source.number):
        return str(source.series)
    return _("%(series)s No. %(number)s") % {"series": source.series, "number": source.number}


def numbers_of(source: Source) -> list[tuple[str, str]]:
    """Return the numbers by which libraries know a document, each with its name; empty where it has none."""
    return [("ISBN", source.isbn), ("ISSN", source.issn), ("DOI", source.doi)]


class Place(Protocol):
    """Where in a source something stands: what a citation says of it."""

    @property
    def section(self) -> str: ...
    @property
    def locator(self) -> str: ...


def of_citation(citation: Place) -> str:
    """Return where in its source a passage stands: '‘Remittances’, pp. 21–26'."""
    section = _("section ‘%(section)s’") % {"section": citation.section} if citation.section else ""
    return ", ".join(part for part in (section, citation.locator) if part)


def of_passage(citation: Citation) -> str:
    """Return the full reference of a document, with the place in it."""
    return _with_places(citation.document, [citation])


def of_document(document: Document) -> str:
    """Return the full reference of a document, with all places in it that a practice rests on."""
    return _with_places(document.source, document.citations)


def of_places(citations: Iterable[Citation]) -> str:
    """Return where in their source several passages stand."""
    return listed(map(of_citation, citations))


def _with_places(source: Source, citations: Iterable[Citation]) -> str:
    places = of_places(citations)
    return f"{of_source(source).rstrip('.')}, {places}." if places else of_source(source)


def of_entry(entry: Entry, accessed: date) -> str:
    """Return how to cite an entry of the catalogue that was read on a day."""
    said = {
        "publisher": entry.publisher,
        "year": entry.published.year,
        "title": entry.title.rstrip("."),
        "catalogue": entry.catalogue,
        "number": entry.number,
        "address": entry.address,
        "date": format_date(accessed, "DATE_FORMAT"),
    }
    form = _("%(publisher)s (%(year)s). ‘%(title)s’, %(catalogue)s, entry %(number)s. %(address)s (accessed %(date)s).")
    return form % said
