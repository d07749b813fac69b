"""References as people write them: for a source document, and for an entry of the catalogue."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .models import Citation, Practice, Source


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


def of_practice(practice: Practice, address: str) -> str:
    """Return how to cite an entry, with the document that it rests on."""
    title = practice.title.rstrip(".")
    entry = _("‘%(title)s’, Labour Mobility Practices, entry %(number)s, %(address)s.") % {
        "title": title,
        "number": str(practice.pk),
        "address": address,
    }
    if practice.main_citation is None:
        return entry
    place = of_citation(practice.main_citation)
    source = of_source(practice.main_citation.source).rstrip(".")
    return entry + " " + _("Drawn from %(source)s, %(place)s.") % {"source": source, "place": place}
