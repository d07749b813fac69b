"""The catalogue as a dataset in the words of DCAT 3 and DCAT-AP, which portals of open data read.

https://www.w3.org/TR/vocab-dcat-3/ and https://semiceu.github.io/DCAT-AP/.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Max, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices import dumps
from practices.changelog import records
from practices.citing.entry import catalogue_name
from practices.models import Country, PolicyArea, Practice
from practices.taxonomy.facets import BY_NAME
from practices.taxonomy.vocabularies import LANGUAGES, Entry, Vocabularies
from practices.web.addresses import absolute

from . import files

Node = dict[str, Any]

_EU = "http://publications.europa.eu/resource/authority"
_MEDIA = "https://www.iana.org/assignments/media-types"
_LANGUAGES = {"en": "ENG", "fr": "FRA", "es": "SPA"}  # as the EU's list of languages names them
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def describe(vocabularies: Vocabularies) -> Node:
    """Return the description of the catalogue, as JSON-LD."""
    services = [_api(), _harvesting()]
    return {
        "@context": _CONTEXT,
        "@id": _here("catalogue"),
        "@type": "dcat:Catalog",
        **_told(),
        "foaf:homepage": _link("/"),
        "dct:license": {"@id": settings.LICENCE_URL},
        "dcat:themeTaxonomy": {"@id": _here("policy-areas")},
        "dcat:dataset": _dataset(vocabularies),
        "dcat:service": services,
    }


def _dataset(vocabularies: Vocabularies) -> Node:
    practices = Practice.objects.published().order_by()
    changed = records.current().aggregate(last=Max("updated_at"))["last"]
    return {
        "@id": _here("dataset"),
        "@type": "dcat:Dataset",
        **_told(),
        "dct:identifier": absolute("/"),
        "dcat:landingPage": _link(reverse("browse")),
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/IRREG"},
        **({"dct:modified": _typed("dateTime", changed.isoformat())} if changed else {}),
        "dcat:theme": [{"@id": f"{_EU}/data-theme/SOCI"}, *_areas(vocabularies)],
        "dct:spatial": _countries(practices, vocabularies),
        **_period(practices),
        "dcat:distribution": _distributions(),
    }


def _told() -> Node:
    """Return what is said of the catalogue and of its dataset alike."""
    contact = {
        "@type": "vcard:Kind",
        "vcard:fn": catalogue_name(),
        "vcard:hasEmail": {"@id": f"mailto:{settings.CONTACT_EMAIL}"},
    }
    return {
        "dct:title": _in_each_language(catalogue_name),
        "dct:description": _in_each_language(_purpose),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": settings.PUBLISHER},
        "dct:language": [{"@id": f"{_EU}/language/{_LANGUAGES[code]}"} for code in LANGUAGES],
        **({"dcat:contactPoint": contact} if settings.CONTACT_EMAIL else {}),
    }


def _purpose() -> str:
    return _(
        "A searchable catalogue of what governments and partners have tried in labour migration, "
        "each traced to its source."
    )


def _areas(vocabularies: Vocabularies) -> list[Node]:
    choices = BY_NAME["policy_area"].choices(vocabularies)
    return [_concept(entry) for choice in choices if (entry := vocabularies[PolicyArea].get(choice.value))]


def _concept(area: Entry) -> Node:
    names = [{"@language": code, "@value": name} for code, name in area.names.items()]
    return {
        "@id": absolute(f"{reverse('browse')}?policy_area={area.value}"),
        "@type": "skos:Concept",
        "skos:prefLabel": names,
        "skos:inScheme": {
            "@id": _here("policy-areas"),
            "@type": "skos:ConceptScheme",
            "dct:title": _in_each_language(lambda: str(BY_NAME["policy_area"].label)),
        },
    }


def _countries(practices: Any, vocabularies: Vocabularies) -> list[Node]:
    held = practices.filter(countries__isnull=False).values_list("countries__code", flat=True).distinct()
    codes = {vocabularies[Country].meaning(code) for code in held}
    letters: Any = QuerySet(Country).filter(code__in=codes).order_by("iso3").values_list("iso3", flat=True)
    return [{"@id": f"{_EU}/country/{code}", "@type": "dct:Location"} for code in letters]


def _period(practices: Any) -> Node:
    """Return from when to when what is described was done, as far as the practices tell."""
    ends = practices.aggregate(Min("start_year"), Min("end_year"), Max("start_year"), Max("end_year"))
    if not (years := [year for year in ends.values() if year]):
        return {}
    first, last = (_typed("gYear", str(year)) for year in (min(years), max(years)))
    return {"dct:temporal": {"@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last}}


def _distributions() -> list[Node]:
    return [
        _file("csv", "CSV", reverse("export-csv"), "text/csv", "CSV"),
        _file(
            "xlsx",
            "Excel",
            reverse("export-xlsx"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "XLSX",
        ),
        _file("json", "JSON", reverse("export-json"), "application/json", "JSON"),
        _file("feed", "Atom", "/practices/feed.atom", "application/atom+xml", "ATOM"),
        *(_dumps() if dumps.exist() else []),
        {**_access("api", "API", "/api/v1/practices", "application/json", "JSON"), "dcat:accessService": _api()},
        {**_access("oai", "OAI-PMH", reverse("oai"), "text/xml", "XML"), "dcat:accessService": _harvesting()},
    ]


def _access(name: str, title: str, path: str, media: str, kind: str) -> Node:
    return {
        "@id": _here(name),
        "@type": "dcat:Distribution",
        "dct:title": title,
        "dcat:accessURL": _link(path),
        "dcat:mediaType": {"@id": f"{_MEDIA}/{media}"},
        "dct:format": {"@id": f"{_EU}/file-type/{kind}"},
        "dct:license": {"@id": settings.LICENCE_URL},
    }


def _file(name: str, title: str, path: str, media: str, kind: str) -> Node:
    return {**_access(name, title, path, media, kind), "dcat:downloadURL": _link(path)}


def _dumps() -> list[Node]:
    titles = {"jsonl.gz": ("jsonl-dump", "JSON Lines", "JSON"), "csv.gz": ("csv-dump", "CSV (gzip)", "CSV")}
    return [
        {
            **_file(name, title, reverse("dump", args=[f"latest.{ending}"]), files.TYPES[ending], kind),
            "dcat:accessURL": _link(reverse("dumps")),
            "dcat:compressFormat": {"@id": f"{_MEDIA}/application/gzip"},
        }
        for ending, (name, title, kind) in titles.items()
    ]


def _api() -> Node:
    described = _link(reverse("api:openapi-json"))
    return _service("api-service", "API", "/api/v1/", described, "https://spec.openapis.org/oas/v3.1.0")


def _harvesting() -> Node:
    described = _link(f"{reverse('oai')}?verb=Identify")
    protocol = "http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm"
    return _service("oai-service", "OAI-PMH", reverse("oai"), described, protocol)


def _service(name: str, title: str, path: str, description: Node, standard: str) -> Node:
    return {
        "@id": _here(name),
        "@type": "dcat:DataService",
        "dct:title": title,
        "dcat:endpointURL": _link(path),
        "dcat:endpointDescription": description,
        "dct:conformsTo": {"@id": standard, "@type": "dct:Standard"},
        "dct:license": {"@id": settings.LICENCE_URL},
        "dcat:servesDataset": {"@id": _here("dataset")},
    }


def _in_each_language(text: Any) -> list[Node]:
    found = []
    for code in LANGUAGES:
        with override(code):
            found.append({"@language": code, "@value": text()})
    return found


def _typed(kind: str, value: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": value}


def _link(path: str) -> Node:
    return {"@id": absolute(path)}


def _here(name: str) -> str:
    return absolute(f"{reverse('dcat')}#{name}")
