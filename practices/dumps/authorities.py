"""Values of the lists that DCAT-AP asks for: those of the EU's Publications Office, of ADMS, IANA and SPDX.

Whoever checks a description has these lists or not: so each value says what it is, and of which list.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

Node = dict[str, Any]

_EU = "http://publications.europa.eu/resource/authority"
_ADMS = "http://purl.org/adms"
_MEDIA = "https://www.iana.org/assignments/media-types"
_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
_BOXES = Path(__file__).with_name("country_boxes.csv")
_LANGUAGES = {"en": "ENG", "fr": "FRA", "es": "SPA"}
# What a licence is, by how the address of one of Creative Commons goes on.
_LICENCES = {
    "by": ("Attribution", "Attribution"),
    "by-sa": ("ViralEffect-ShareAlike", "Viral effect (a.k.a. Share-alike)"),
    "by-nd": ("NoDerivativeWork", "No derivative work"),
    "zero": ("PublicDomain", "Work in the public domain"),
    "mark": ("PublicDomain", "Work in the public domain"),
}
_NON_COMMERCIAL = ("NonCommercialUseOnly", "Non-commercial use only")
_UNKNOWN = ("UnknownIPR", "Unknown IPR")


def theme() -> Node:
    """Return what the catalogue is about, of the themes by which portals sort."""
    return _concept("data-theme", "SOCI", "Population and society", themes())


def themes() -> Node:
    """Return the list of themes."""
    return _scheme(f"{_EU}/data-theme", "Data theme")


def language(code: str) -> Node:
    """Return one of our languages."""
    return _value("language", _LANGUAGES[code], "dct:LinguisticSystem")


def file_type(kind: str) -> Node:
    """Return a format of files."""
    return _value("file-type", kind, "dct:MediaTypeOrExtent")


def media_type(name: str) -> Node:
    """Return a media type as IANA lists it."""
    return {"@id": f"{_MEDIA}/{name}", "@type": "dct:MediaType"}


def is_public() -> Node:
    """Return that everybody may see it."""
    return _value("access-right", "PUBLIC", "dct:RightsStatement")


def irregularly() -> Node:
    """Return how often it changes."""
    return _value("frequency", "IRREG", "dct:Frequency")


def is_stable() -> Node:
    """Return for how long it can be had."""
    return _concept("planned-availability", "STABLE", "stable", {"@id": f"{_EU}/planned-availability"})


def licence() -> Node:
    """Return the licence of the catalogue, and of which kind it is as far as its address tells."""
    found = re.search(r"//creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)", settings.LICENCE_URL)
    name = found[1] if found else ""
    kind, label = _NON_COMMERCIAL if "-nc" in name else _LICENCES.get(name, _UNKNOWN)
    return {
        "@id": settings.LICENCE_URL,
        "@type": "dct:LicenseDocument",
        "dct:type": _adms("licencetype", kind, label, "Licence type"),
    }


def publisher_type() -> Node:
    """Return what kind of institution the publisher is."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", settings.PUBLISHER_TYPE)
    return _adms("publishertype", settings.PUBLISHER_TYPE, words, "Publisher type")


def checksum(address: str, sha256: str) -> Node:
    """Return the checksum of a file, under an address of its own."""
    # With https, as the shapes of DCAT-AP want it: the terms of SPDX have http.
    algorithm = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256"
    return {
        "@id": address,
        "@type": "spdx:Checksum",
        "spdx:algorithm": {"@id": algorithm, "@type": "spdx:ChecksumAlgorithm"},
        "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": sha256},
    }


def country(iso2: str, iso3: str) -> Node:
    """Return a country as a place, with its box and its middle where they are known."""
    place = _value("country", iso3, "dct:Location")
    if not (box := _boxes().get(iso2)):
        return place
    west, south, east, north, longitude, latitude = box
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    drawn = ", ".join(f"{x} {y}" for x, y in corners)
    return {
        **place,
        "dcat:bbox": {"@type": _WKT, "@value": f"POLYGON(({drawn}))"},
        "dcat:centroid": {"@type": _WKT, "@value": f"POINT({longitude} {latitude})"},
    }


@cache
def _boxes() -> dict[str, list[str]]:
    """Return west, south, east and north of each country, and its middle (docs/first-content.md says from where)."""
    with _BOXES.open(encoding="utf-8", newline="") as file:
        _headings, *rows = csv.reader(file)
    return {code: numbers for code, *numbers in rows}


def _value(name: str, value: str, kind: str) -> Node:
    return {"@id": f"{_EU}/{name}/{value}", "@type": kind, "skos:inScheme": {"@id": f"{_EU}/{name}"}}


def _concept(name: str, value: str, label: str, scheme: Node) -> Node:
    return _labelled(f"{_EU}/{name}/{value}", label, scheme)


def _adms(name: str, value: str, label: str, title: str) -> Node:
    """Return a value of a list of ADMS, whose address has a version that those of its values have not."""
    return _labelled(f"{_ADMS}/{name}/{value}", label, _scheme(f"{_ADMS}/{name}/1.0", title))


def _labelled(address: str, label: str, scheme: Node) -> Node:
    return {"@id": address, "@type": "skos:Concept", "skos:prefLabel": _english(label), "skos:inScheme": scheme}


def _scheme(address: str, title: str) -> Node:
    return {"@id": address, "@type": "skos:ConceptScheme", "dct:title": _english(title)}


def _english(text: str) -> Node:
    return {"@language": "en", "@value": text}
