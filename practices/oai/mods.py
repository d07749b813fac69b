"""`mods`: MODS 3.4, which library systems read, for what Dublin Core has no place for.

It tells countries by code, languages and translations apart, dates by what they are, and the documents that an entry
rests on with authors, series and pages. Later versions of MODS read it as well.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from django.conf import settings

from practices.citing import references
from practices.citing.entry import Entry
from practices.models import Citation, Practice
from practices.models.authors import Author
from practices.text.xml import add, utc

from . import identifiers
from .described import Described
from .xml import root

NAMESPACE = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-4.xsd"
_XLINK = "http://www.w3.org/1999/xlink"
_DATE = {"encoding": "w3cdtf"}
_LANGUAGE = {"type": "code", "authority": "rfc4646"}


def write(described: Described) -> Element:
    """Describe a practice."""
    made = root("mods:mods", SCHEMA, {"mods": NAMESPACE, "xlink": _XLINK})
    made.set("version", "3.4")
    main = described.main
    for language, entry in described.entries.items():
        _write_texts(made, entry, language, is_translated=entry is not main)
    _write_name(made, main.author)
    add(made, "mods:typeOfResource", "text")
    add(made, "mods:genre", "web site", {"authority": "marcgt"})  # MARC has no nearer word for a web page
    origin = add(made, "mods:originInfo")
    add(origin, "mods:publisher", main.publisher)
    add(origin, "mods:dateIssued", main.published.isoformat(), {**_DATE, "keyDate": "yes"})
    add(origin, "mods:dateModified", utc(main.changed), _DATE)
    for language in described.practice.text_languages:
        add(add(made, "mods:language"), "mods:languageTerm", language, _LANGUAGE)
    _write_codes(made, described.practice, main)
    add(made, "mods:identifier", main.address, {"type": "uri"})
    location = add(made, "mods:location")
    for entry in described.entries.values():
        add(location, "mods:url", entry.page, {"usage": "primary"} if entry is main else {})
    add(made, "mods:accessCondition", settings.LICENCE_NAME, _condition())
    host = add(made, "mods:relatedItem", attributes={"type": "host"})
    add(add(host, "mods:titleInfo"), "mods:title", main.catalogue)
    add(add(host, "mods:location"), "mods:url", settings.SITE_URL)
    for citation in described.practice.citations.all():
        _write_citation(made, citation)
    _write_record(made, main)
    return made


def _write_texts(made: Element, entry: Entry, language: str, is_translated: bool) -> None:
    """Write what is in this language: where only the title is, the summary is told in English already."""
    attributes = {"xml:lang": language}
    kind = {"type": "translated"} if is_translated else {"usage": "primary"}
    if entry.language == language:
        add(add(made, "mods:titleInfo", attributes={**attributes, **kind}), "mods:title", entry.title)
    if entry.summary_language == language:
        add(made, "mods:abstract", entry.summary, attributes)
    for name in entry.subjects:
        add(add(made, "mods:subject", attributes=attributes), "mods:topic", name)
    for name in entry.coverage:
        add(add(made, "mods:subject", attributes=attributes), "mods:geographic", name)


def _write_name(item: Element, author: Author) -> None:
    name = add(item, "mods:name", attributes={"type": "corporate" if author.is_institution else "personal"})
    add(name, "mods:namePart", str(author))
    add(add(name, "mods:role"), "mods:roleTerm", "aut", {"type": "code", "authority": "marcrelator"})


def _write_codes(made: Element, practice: Practice, entry: Entry) -> None:
    """Write what is the same in every language: countries, and the years from and to which it was done."""
    for place in entry.places:
        add(add(made, "mods:subject"), "mods:geographicCode", place.code, {"authority": "iso3166"})
    for year, point in ((practice.start_year, "start"), (practice.end_year, "end")):
        if year:
            add(add(made, "mods:subject"), "mods:temporal", year, {**_DATE, "point": point})


def _condition() -> dict[str, str]:
    return {"type": "use and reproduction", "xlink:href": settings.LICENCE_URL}


def _write_citation(made: Element, citation: Citation) -> None:
    """Describe a document that the entry rests on, and where in it."""
    source = citation.document
    item = add(made, "mods:relatedItem", attributes={"type": "references"})
    add(add(item, "mods:titleInfo"), "mods:title", source.title)
    for author in source.author_list:
        _write_name(item, author)
    _write_origin(item, citation)
    add(add(item, "mods:language"), "mods:languageTerm", source.language, _LANGUAGE)
    for kind, value in (*references.numbers_of(source), ("document symbol", source.document_symbol)):
        if value:
            add(item, "mods:identifier", value, {"type": kind.lower()})
    if source.url:
        add(add(item, "mods:location"), "mods:url", source.url)
    if source.series:
        title = add(add(item, "mods:relatedItem", attributes={"type": "series"}), "mods:titleInfo")
        add(title, "mods:title", source.series)
        if source.number:
            add(title, "mods:partNumber", source.number)
    part = add(item, "mods:part")
    if citation.section:
        add(add(part, "mods:detail", attributes={"type": "section"}), "mods:title", citation.section)
    for unit, numbers in (("pages", citation.pages), ("paragraphs", citation.paragraphs)):
        if numbers:
            add(add(part, "mods:extent", attributes={"unit": unit}), "mods:list", numbers)


def _write_origin(item: Element, citation: Citation) -> None:
    source = citation.document
    issued = source.issued
    if not (source.place or source.publisher or issued):
        return
    origin = add(item, "mods:originInfo")
    if source.place:
        add(add(origin, "mods:place"), "mods:placeTerm", source.place, {"type": "text"})
    if source.publisher:
        add(origin, "mods:publisher", source.publisher)
    if issued:
        add(origin, "mods:dateIssued", issued, _DATE)


def _write_record(made: Element, entry: Entry) -> None:
    record = add(made, "mods:recordInfo")
    add(record, "mods:recordContentSource", entry.publisher)
    add(record, "mods:recordCreationDate", entry.published.isoformat(), _DATE)
    add(record, "mods:recordChangeDate", utc(entry.changed), _DATE)
    add(record, "mods:recordIdentifier", identifiers.of_practice(entry.number), {"source": identifiers.host()})
