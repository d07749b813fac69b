"""`oai_dc`: the fifteen elements of Dublin Core that every harvester understands."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from django.conf import settings
from django.utils.translation import override

from practices.citing import references
from practices.citing.entry import Entry
from practices.text.xml import add

from .described import Described
from .xml import root

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"


def write(described: Described) -> Element:
    """Describe a practice. What differs by language is repeated for each language that it is written in."""
    made = root("oai_dc:dc", SCHEMA, {"oai_dc": NAMESPACE, "dc": "http://purl.org/dc/elements/1.1/"})
    for language, entry in described.entries.items():
        _write_texts(made, entry, language)
    main = described.main
    add(made, "dc:creator", main.publisher)
    add(made, "dc:publisher", main.publisher)
    add(made, "dc:date", main.published.isoformat())
    add(made, "dc:type", "Text")
    add(made, "dc:format", "text/html")
    add(made, "dc:identifier", main.address)
    for language in described.practice.text_languages:
        add(made, "dc:language", language)
    with override("en"):
        for citation in described.practice.citations.all():
            add(made, "dc:source", references.of_passage(citation))
    for source in main.sources:
        for address in filter(None, (source.url, source.doi_url)):
            add(made, "dc:relation", address)
    add(made, "dc:rights", settings.LICENCE_NAME)
    add(made, "dc:rights", settings.LICENCE_URL)
    return made


def _write_texts(made: Element, entry: Entry, language: str) -> None:
    """Write what is in this language: where only the title is, the summary is told in English already."""
    attributes = {"xml:lang": language}
    if entry.language == language:
        add(made, "dc:title", entry.title, attributes)
    if entry.summary_language == language:
        add(made, "dc:description", entry.summary, attributes)
    for subject in entry.subjects:
        add(made, "dc:subject", subject, attributes)
    for place in entry.coverage:
        add(made, "dc:coverage", place, attributes)
