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
    for entry in described.entries:
        _write_texts(made, entry)
    main = described.main
    add(made, "dc:creator", main.publisher)
    add(made, "dc:publisher", main.publisher)
    add(made, "dc:date", main.published.isoformat())
    add(made, "dc:type", "Text")
    add(made, "dc:format", "text/html")
    add(made, "dc:identifier", main.address)
    for entry in described.entries:
        add(made, "dc:language", entry.language)
    with override("en"):
        for citation in described.practice.citations.all():
            add(made, "dc:source", references.of_passage(citation))
    for source in main.sources:
        for address in filter(None, (source.url, source.doi_url)):
            add(made, "dc:relation", address)
    add(made, "dc:rights", settings.LICENCE_NAME)
    add(made, "dc:rights", settings.LICENCE_URL)
    return made


def _write_texts(made: Element, entry: Entry) -> None:
    language = {"xml:lang": entry.language}
    add(made, "dc:title", entry.title, language)
    add(made, "dc:description", entry.summary, language)
    for subject in entry.subjects:
        add(made, "dc:subject", subject, language)
    for place in entry.coverage:
        add(made, "dc:coverage", place, language)
