"""What the API's OpenAPI description says besides what follows from the code: values, links, errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from practices import search
from practices.citing.entry import licence
from practices.models import Country, Source
from practices.search import Snapshot
from practices.taxonomy.facets import BY_NAME, NOT
from practices.web.addresses import absolute

from . import examples
from .problems import CONTENT_TYPE, Invalid
from .terms import VOCABULARIES

TEXT = """
Good practices in labour migration, each traced to the document that reported it. Everything is public and only read;
no key is needed.

- **Language**: `?lang=fr`, or the header `Accept-Language`. A text that is not translated comes in English.
- **Pages**: `page` and `page_size`; `next` and `previous` in the answer, and the header `Link`.
- **Fields**: `?fields=id,title,countries` leaves out the rest.
- **Copies**: every answer has an `ETag`. Send it as `If-None-Match`: as long as the catalogue has not changed, the
  answer is 304 and is not counted. `/changes` tells a mirror what is new, and what is gone.
- **Limits**: the headers `RateLimit-Policy` and `RateLimit` say how many requests a minute are allowed and left. Beyond
  that the answer is 429, and `Retry-After` says when to come again.
- **Errors** are problem documents (RFC 9457): `detail` says what is wrong, `errors` which parameter.
- **Parameters** that an address does not take are refused (422), each by its name, with the nearest that it takes.
  Those of newsletters and measuring tools (`utm_source`, `fbclid` ...) pass.
"""
TAGS = {
    "Start": "What there is.",
    "Practices": "Search, browse and read practices.",
    "Vocabularies": "What practices are filed under.",
    "Places": "Countries, and the corridors between them.",
    "Sources": "The documents that practices rest on.",
    "Mirrors": "Keep a copy up to date.",
}
# Answers that leave fields out where `fields` says so.
_NARROWED = ("PracticeSummary", "PracticeDetail")
# Parameters whose values are those of a vocabulary that staff edit.
_VALUES_OF = {"from": "country", "to": "country"} | {name: name for name in BY_NAME}
# operation -> operation that it leads to -> parameter, and where in the answer its value stands
_LINKS: dict[str, dict[str, tuple[str, str]]] = {
    "listPractices": {"getPractice": ("practice_id", "results/0/id")},
    "getPractice": {"getSource": ("slug", "citations/0/source"), "getCountry": ("iso2", "countries/0/code")},
    "listVocabularies": {"getVocabulary": ("name", "results/0/name")},
    "listCountries": {"getCountry": ("iso2", "results/0/iso2")},
    "listCorridors": {"getPractice": ("practice_id", "results/0/practices/0")},
    "getCorridor": {"getPractice": ("practice_id", "groups/0/results/0/id")},
    "listSources": {"getSource": ("slug", "results/0/slug")},
    "listChanges": {"listChanges": ("cursor", "cursor")},  # what is listed may be gone
}
_HEADERS = {
    "ETag": "Send it as If-None-Match to learn whether anything changed",
    "RateLimit-Policy": "How many requests a minute are allowed",
    "RateLimit": "How many are left, and for how many seconds",
    "Content-Language": "The language of the answer",
}


def complete(schema: dict[str, Any]) -> None:
    """Complete a description in place."""
    schema["info"] |= {
        "contact": {"name": "Labour Mobility Practices", "url": settings.SITE_URL}
        | ({"email": settings.CONTACT_EMAIL} if settings.CONTACT_EMAIL else {}),
        "license": licence(),
    }
    schema["externalDocs"] = {"description": "Other ways to use the catalogue", "url": absolute(reverse("partners"))}
    schema["servers"] = [{"url": settings.SITE_URL}]
    schema["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    schemas = schema["components"]["schemas"]
    invalid = Invalid.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**invalid.pop("$defs"), "Invalid": invalid}
    for name in _NARROWED:
        del schemas[name]["required"]
    snapshot = search.snapshot()
    things = _things(snapshot)
    for path, operations in schema["paths"].items():
        del operations["head"]
        operation = operations["get"]
        _complete_parameters(operation, snapshot, things)
        _complete_responses(operation)
        examples.add(path, operation, snapshot, things)


def _things(snapshot: Snapshot) -> dict[str, str]:
    """Return a real value for each parameter of a path. Those that the catalogue has none of are missing."""
    newest = snapshot.find(search.Query(sort=search.NEWEST, limit=1)).ids
    counted = {
        name: [entry.value for entry in snapshot.vocabularies[model] if snapshot.count(name, entry.value)]
        for name, model in (("country", Country), ("source", Source))
    }
    found = {
        "practice_id": next((str(pk) for pk in newest), None),
        "name": "policy_area",
        "iso2": next(iter(counted["country"]), None),
        "slug": next(iter(counted["source"]), None),
        "origin": "any",
        "destination": next(iter(counted["country"]), None),
    }
    return {name: value for name, value in found.items() if value}


def _complete_parameters(operation: dict[str, Any], snapshot: Snapshot, things: dict[str, str]) -> None:
    """Say which values there are, and give examples."""
    shown = examples.PARAMETERS.get(operation["operationId"], {})
    for parameter in operation["parameters"]:
        name = parameter["name"]
        facet = BY_NAME.get(_VALUES_OF.get(name, ""))
        if parameter["in"] == "path":
            if name in things:
                parameter["example"] = things[name]
            if name == "name":
                parameter["schema"]["enum"] = list(VOCABULARIES)
        elif facet is not None:
            values = [choice.value for choice in facet.choices(snapshot.vocabularies)]
            if facet.comes_with_practices:
                values = [value for value in values if snapshot.count(facet.name, value)]
            parameter["schema"] = _restricted(parameter["schema"], values)
        elif name == "fields":
            parameter |= {"style": "form", "explode": False}
        elif name in shown:
            parameter["example"] = shown[name]


def _restricted(schema: dict[str, Any], values: list[str]) -> dict[str, Any]:
    """Return the schema of a parameter that takes one of these values, or several, each perhaps with a minus."""
    if schema["type"] == "array":
        items = {"pattern": f"^{NOT}?({'|'.join(values)})$"} if values else {"enum": [""]}
        return {**schema, "items": {"type": "string", **items}}
    return {"type": "string", "enum": values or [""], "description": schema["description"]}


def _complete_responses(operation: dict[str, Any]) -> None:
    """Add what every operation may answer, and the type of problems."""
    responses = operation["responses"]
    problem = {"$ref": "#/components/schemas/Problem"}
    responses[414] = {"description": "The address is too long: about 8,000 characters at most"}
    responses[429] = {"description": "Too many requests", "content": {CONTENT_TYPE: {"schema": problem}}}
    invalid = {"$ref": "#/components/schemas/Invalid"}
    responses[422] = {
        "description": "A parameter is wrong, or there is no such parameter",
        "content": {CONTENT_TYPE: {"schema": invalid}},
    }
    for status, response in responses.items():
        if int(status) >= 400 and "application/json" in response.get("content", {}):
            response["content"][CONTENT_TYPE] = response["content"].pop("application/json")
    responses[200]["links"] = {
        target: {"operationId": target, "parameters": {parameter: f"$response.body#/{place}"}}
        for target, (parameter, place) in _LINKS.get(operation["operationId"], {}).items()
    }
    responses[200]["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()
    }
