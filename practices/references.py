"""References as people write them: for a source document, and for an entry of the catalogue."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format as format_date
from django.utils.translation import gettext as _

from .models import Citation, Source

if TYPE_CHECKING:
    from .entry import Entry


def of_source(source: Source) -> str:
    """Return the full reference of a document: authors, year, title, series, symbol, place, ISSN, as far as known."""
    authors = "; ".join(source.author_names)
    year = str(source.year) if source.year else _("undated")
    series = source.series and (_("%(series)s No. %(number)s") % {"series": source.series, "number": source.number})
    publisher = source.publisher if source.publisher != authors else ""
    imprint = ", ".join(part for part in (publisher, source.place) if part)
    issn = source.issn and f"ISSN {source.issn}"
    details = [source.title, series, source.document_symbol, imprint, issn]
    return f"{authors} ({year}). " + ". ".join(part for part in details if part) + "."


def of_citation(citation: Citation) -> str:
    """Return where in its source a passage stands: '‘Remittances’, pp. 21–26'."""
    section = _("section ‘%(section)s’") % {"section": citation.section} if citation.section else ""
    return ", ".join(part for part in (section, citation.locator) if part)


def of_passage(citation: Citation) -> str:
    """Return the full reference of a document, with the place in it."""
    return f"{of_source(citation.source).rstrip('.')}, {of_citation(citation)}."


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
