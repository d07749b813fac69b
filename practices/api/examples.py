"""Examples for the API's description: what each operation answers now, cut short, and what it says of errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import resolve

from practices.search import Snapshot
from practices.web.addresses import absolute

from .problems import CONTENT_TYPE, respond

PARAMETERS: dict[str, dict[str, str]] = {  # operation -> parameters
    "listPractices": {"q": "recruitment", "page_size": "1"},
    "listCorridors": {"page_size": "2"},
    "getCorridor": {"limit": "1"},
    "listSources": {"page_size": "1"},
    "listChanges": {"limit": "2"},
    "getVocabulary": {"page_size": "2"},
}
_MOST = 2  # rows of each list in an example
# What there is not, and what is refused, of the parameters that operations have.
_NOWHERE = {
    "practice_id": "999999999999",
    "name": "nothing",
    "iso2": "ZZ",
    "slug": "nothing",
    "origin": "ZZ",
    "destination": "ZZ",
}
_WRONG = {"lang": "de", "cursor": "-1"}


def add(path: str, operation: dict[str, Any], snapshot: Snapshot, things: dict[str, str]) -> None:
    """Put examples into the description of an operation. `things` are real values of the parameters in paths."""
    names = {one["name"] for one in operation["parameters"]}
    for status, response in operation["responses"].items():
        if CONTENT_TYPE in response.get("content", {}):
            response["content"][CONTENT_TYPE]["example"] = _problem(int(status), path, names, snapshot, things)
    in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
    if snapshot.edition and in_path <= set(things):
        request = _request(path.format(**things), PARAMETERS.get(operation["operationId"], {}), snapshot)
        operation["responses"][200]["content"]["application/json"]["example"] = _shortened(_answer(request))


def _problem(status: int, path: str, names: set[str], snapshot: Snapshot, things: dict[str, str]) -> Any:
    """Return what is said of an error. What can be made to happen is asked for."""
    if status == 404:
        return _answer(_request(path.format(**_NOWHERE), {}, snapshot))
    filled = _NOWHERE | things
    if status == 422:
        wrong = next(name for name in _WRONG if name in names)
        return _answer(_request(path.format(**filled), {wrong: _WRONG[wrong]}, snapshot))
    detail, members = {
        410: ("This practice was withdrawn.", _withdrawn(int(filled["practice_id"]))),
        429: (f"At most {settings.API_RATE_LIMIT} requests a minute. Ask again in 30 seconds.", {}),
        503: ("The search index is being prepared. Ask again in a minute.", {}),
    }[status]
    return json.loads(respond(_request(path.format(**filled), {}, snapshot), status, detail, **members).content)


def _withdrawn(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "practice_title": "A hotline for workers abroad",
        "withdrawn_at": "2026-03-02T09:30:00+00:00",
        "reason": "It is told in another entry.",
        "replaced_by": {"id": 1, "title": "Help for workers abroad", "url": absolute("/practices/1/help/")},
    }


def _request(path: str, parameters: dict[str, str], snapshot: Snapshot) -> HttpRequest:
    request = HttpRequest()
    request.method = "GET"
    request.path = path
    query = QueryDict(mutable=True)
    query.update(parameters)
    request.GET = query  # type: ignore[assignment]
    request.META["QUERY_STRING"] = query.urlencode()
    request.catalogue_snapshot = snapshot  # type: ignore[attr-defined]
    return request


def _answer(request: HttpRequest) -> Any:
    match = resolve(request.path)
    return json.loads(match.func(request, **match.kwargs).content)


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [_shortened(one) for one in value[:_MOST]]
    return dict(_shortened_pairs(value)) if isinstance(value, dict) else value


def _shortened_pairs(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, one in value.items():
        yield name, _shortened(one)
