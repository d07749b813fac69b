"""The catalogue as a dataset in the words of DCAT 3 and DCAT-AP, which portals of open data read.

https://www.w3.org/TR/vocab-dcat-3/ and https://semiceu.github.io/DCAT-AP/.

Nothing that the shapes of DCAT-AP ask or recommend is missing; tests hold that.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Max, Min, QuerySet
from django.urls import reverse

from practices.changelog import records
from practices.citing.entry import catalogue_name, publisher_name, purpose
from practices.models import Country, PolicyArea, Practice
from practices.taxonomy.facets import BY_NAME
from practices.taxonomy.vocabularies import LANGUAGES, Entry, Vocabularies
from practices.web.addresses import absolute

from . import authorities, distributions
from .authorities import Node
from .distributions import here, in_each_language, link, typed

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def describe(vocabularies: Vocabularies) -> Node:
    """Return the description of the catalogue, as JSON-LD."""
    practices = Practice.objects.published().order_by()
    about = _about(_areas(vocabularies))
    described = {**about, **_covering(practices, vocabularies), **_since(practices)}
    catalogue = {
        "@id": here("catalogue"),
        "@type": "dcat:Catalog",
        **described,
        "dct:license": authorities.licence(),
        "foaf:homepage": {**link("/"), "@type": "foaf:Document"},
        "dcat:themeTaxonomy": [authorities.themes(), {"@id": here("policy-areas")}],
        "dcat:dataset": _dataset({**described, **_period(practices)}),
        "dcat:service": distributions.services(about),
    }
    return {"@context": _CONTEXT, **_told_once(catalogue, set())}


def _told_once(node: Any, told: set[str]) -> Any:
    """Return a description in which all that is known of a thing stands where it is named first, and nowhere else."""
    if isinstance(node, list):
        return [_told_once(one, told) for one in node]
    if not isinstance(node, dict):
        return node
    if (name := node.get("@id")) in told:
        return {"@id": name}
    if name and len(node) > 1:
        told.add(name)
    return {key: _told_once(value, told) for key, value in node.items()}


def _dataset(described: Node) -> Node:
    return {
        "@id": here("dataset"),
        "@type": "dcat:Dataset",
        **described,
        "dct:identifier": absolute("/"),
        "dcat:landingPage": {**link(reverse("browse")), "@type": "foaf:Document"},
        "dct:accessRights": authorities.is_public(),
        "dct:accrualPeriodicity": authorities.irregularly(),
        "dcat:distribution": distributions.every(),
    }


def _about(areas: list[Entry]) -> Node:
    """Return what is said of the catalogue, its dataset and its services alike."""
    way = {"@id": f"mailto:{settings.CONTACT_EMAIL}"} if settings.CONTACT_EMAIL else link(reverse("about"))
    contact = {
        "@id": here("contact"),
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": catalogue_name(),
        "vcard:hasEmail" if settings.CONTACT_EMAIL else "vcard:hasURL": way,
    }
    publisher = {
        "@id": here("publisher"),
        "@type": "foaf:Agent",
        "foaf:name": in_each_language(publisher_name),
        "dct:type": authorities.publisher_type(),
    }
    return {
        "dct:title": in_each_language(catalogue_name),
        "dct:description": in_each_language(purpose),
        "dct:publisher": publisher,
        "dct:language": [authorities.language(code) for code in LANGUAGES],
        "dcat:contactPoint": contact,
        "dcat:theme": authorities.theme(),  # of ours, portals know none
        "dct:subject": [_concept(area) for area in areas],
        "dcat:keyword": [
            {"@language": "en", "@value": "labour migration"},
            *({"@language": code, "@value": name} for area in areas for code, name in area.names.items()),
        ],
    }


def _since(practices: Any) -> Node:
    """Return when there was something first, and when it changed last, if there is anything."""
    first = practices.aggregate(first=Min("published_at"))["first"]
    last = records.current().aggregate(last=Max("updated_at"))["last"]
    moments = {"dct:issued": first, "dct:modified": last}
    return {name: typed("dateTime", moment.isoformat()) for name, moment in moments.items() if moment}


def _areas(vocabularies: Vocabularies) -> list[Entry]:
    choices = BY_NAME["policy_area"].choices(vocabularies)
    return [entry for choice in choices if (entry := vocabularies[PolicyArea].get(choice.value))]


def _concept(area: Entry) -> Node:
    names = [{"@language": code, "@value": name} for code, name in area.names.items()]
    return {
        "@id": absolute(f"{reverse('browse')}?policy_area={area.value}"),
        "@type": "skos:Concept",
        "skos:prefLabel": names,
        "skos:inScheme": {
            "@id": here("policy-areas"),
            "@type": "skos:ConceptScheme",
            "dct:title": in_each_language(lambda: str(BY_NAME["policy_area"].label)),
        },
    }


def _covering(practices: Any, vocabularies: Vocabularies) -> Node:
    """Return the countries that practices name."""
    held = practices.filter(countries__isnull=False).values_list("countries__code", flat=True).distinct()
    codes = {vocabularies[Country].meaning(code) for code in held}
    letters: Any = QuerySet(Country).filter(code__in=codes).order_by("iso3").values_list("code", "iso3")
    return {"dct:spatial": [authorities.country(*both) for both in letters]}


def _period(practices: Any) -> Node:
    """Return from when to when what is described was done, as far as the practices tell."""
    ends = practices.aggregate(Min("start_year"), Min("end_year"), Max("start_year"), Max("end_year"))
    if not (years := [year for year in ends.values() if year]):
        return {}
    first, last = (typed("gYear", str(year)) for year in (min(years), max(years)))
    period = {"@id": here("period"), "@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last}
    return {"dct:temporal": period}
