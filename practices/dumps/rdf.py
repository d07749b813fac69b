"""A description in JSON-LD, written in the other forms of RDF.

rdflib is read only when somebody asks for one of them: it takes a third of a second and 30 MB.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from .authorities import Node


@dataclass(frozen=True)
class Form:
    """A form of RDF."""

    ending: str
    content_type: str
    route: str  # the name of its address
    writer: str = ""  # what rdflib calls it; empty for JSON-LD, which needs none

    @property
    def is_json(self) -> bool:
        """Whether it is JSON-LD, whose kind of content says by itself that it is UTF-8."""
        return not self.writer


FORMS = {
    form.content_type: form
    for form in (
        Form("jsonld", "application/ld+json", "dcat"),
        Form("ttl", "text/turtle", "dcat-ttl", "turtle"),
        Form("rdf", "application/rdf+xml", "dcat-rdf", "pretty-xml"),
    )
}


def write(described: Node, form: Form) -> bytes:
    """Return a description, whose context is in it, in a form of RDF."""
    text = json.dumps(described, ensure_ascii=False)
    if form.is_json:
        return text.encode()
    from rdflib import Graph

    graph = Graph().parse(data=text, format="json-ld")
    return graph.serialize(format=form.writer, encoding="utf-8")
