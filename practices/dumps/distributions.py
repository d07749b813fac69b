"""The ways to get the catalogue, in the words of DCAT: its files, and its services for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices import dumps
from practices.taxonomy.vocabularies import LANGUAGES
from practices.web.addresses import absolute

from . import authorities, files
from .authorities import Node

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
_OAI_PMH = "http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm"


def every() -> list[Node]:
    """Return all ways to get the dataset."""
    return [
        _file("csv", "CSV", reverse("export-csv"), "text/csv", "CSV"),
        _file("xlsx", "Excel", reverse("export-xlsx"), _WORKBOOK, "XLSX"),
        _file("json", "JSON", reverse("export-json"), "application/json", "JSON"),
        _file("feed", "Atom", reverse("feed"), "application/atom+xml", "ATOM"),
        _file("rss", "RSS", reverse("feed-rss"), "application/rss+xml", "RSS"),
        _file("markdown", "Markdown", reverse("export-md"), "text/markdown", "TXT"),
        *(_dumps() if dumps.exist() else []),
        {
            **_access("api", "API", "/api/v1/practices", "application/json", "JSON"),
            "dcat:accessService": {"@id": here("api-service")},
        },
        {
            **_access("oai", "OAI-PMH", reverse("oai"), "text/xml", "XML"),
            "dcat:accessService": {"@id": here("oai-service")},
        },
    ]


def services(about: Node) -> list[Node]:
    """Return the services for programs, of which is said what is said of the catalogue."""
    oai = reverse("oai")
    return [
        _service("api-service", "API", "/api/v1/", reverse("api:openapi-json"), _OPENAPI, about),
        _service("oai-service", "OAI-PMH", oai, f"{oai}?verb=Identify", _OAI_PMH, about),
    ]


def _dumps() -> list[Node]:
    titles = {"jsonl.gz": ("jsonl-dump", "JSON Lines", "JSON"), "csv.gz": ("csv-dump", "CSV (gzip)", "CSV")}
    newest = {file["name"].partition(".")[2]: file for dump in files.manifests()[:1] for file in dump["files"]}
    packed = {"dcat:compressFormat": authorities.media_type("application/gzip")}
    data = [_dump(newest[ending], *about) | packed for ending, about in titles.items() if ending in newest]
    return [*data, *(_book(newest[ending], *ending.split(".")) for ending in files.BOOKS if ending in newest)]


def _book(file: Any, language: str, kind: str) -> Node:
    """Return the book in one language, in one form."""
    node = _dump(file, f"{kind}-{language}", f"{kind.upper()} ({language})", kind.upper())
    return node | {"dct:language": [authorities.language(language)]}


def _dump(file: Any, name: str, title: str, kind: str) -> Node:
    """Return the newest of a kind of file of which the manifest of a dump tells."""
    ending = file["name"].partition(".")[2]
    return {
        **_file(name, title, reverse("dump", args=[f"latest.{ending}"]), files.TYPES[ending], kind),
        "dcat:accessURL": link(reverse("dumps")),
        "dcat:byteSize": typed("nonNegativeInteger", str(file["bytes"])),
        "spdx:checksum": authorities.checksum(here(f"{name}-sha256"), file["sha256"]),
    }


def _file(name: str, title: str, path: str, media: str, kind: str) -> Node:
    return {**_access(name, title, path, media, kind), "dcat:downloadURL": link(path)}


def _access(name: str, title: str, path: str, media: str, kind: str) -> Node:
    return {
        "@id": here(name),
        "@type": "dcat:Distribution",
        "dct:title": title,
        "dct:description": in_each_language(lambda: _("All published practices: %(format)s.") % {"format": title}),
        "dcat:accessURL": link(path),
        "dcat:mediaType": authorities.media_type(media),
        "dct:format": authorities.file_type(kind),
        "dct:license": authorities.licence(),
        "dct:language": [authorities.language(code) for code in LANGUAGES],
        "dcatap:availability": authorities.is_stable(),
    }


def _service(name: str, title: str, path: str, description: str, standard: str, about: Node) -> Node:
    shared = {key: value for key, value in about.items() if key != "dct:language"}
    return {
        **shared,
        "@id": here(name),
        "@type": "dcat:DataService",
        "dct:title": title,
        "dcat:endpointURL": {**link(path), "@type": "rdfs:Resource"},
        "dcat:endpointDescription": {**link(description), "@type": "rdfs:Resource"},
        "dct:conformsTo": {"@id": standard, "@type": "dct:Standard"},
        "dct:license": authorities.licence(),
        "dct:accessRights": authorities.is_public(),
        "dcat:servesDataset": {"@id": here("dataset")},
    }


def in_each_language(text: Callable[[], str]) -> list[Node]:
    """Return a text in all our languages."""
    found = []
    for code in LANGUAGES:
        with override(code):
            found.append({"@language": code, "@value": text()})
    return found


def typed(kind: str, value: str) -> Node:
    """Return a value of a type of XML Schema."""
    return {"@type": f"xsd:{kind}", "@value": value}


def link(path: str) -> Node:
    """Return the address of a path of ours."""
    return {"@id": absolute(path)}


def here(name: str) -> str:
    """Return the name of a thing that the description tells of."""
    return absolute(f"{reverse('dcat')}#{name}")
