"""The API's description of itself: complete, with examples of the catalogue, and a page on which they run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import openapi_spec_validator
import pytest
import yaml
from django.test import Client

from practices.api.description import written
from practices.models import Practice
from practices.web.addresses import absolute
from tests import factories

pytestmark = pytest.mark.django_db


def described(client: Client) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json", headers={"Accept-Language": "fr"}).json()  # type: ignore[no-any-return]


@pytest.mark.usefixtures("catalogue")
def test_every_operation_has_a_true_example(client: Client) -> None:
    description = described(client)
    for path, operations in description["paths"].items():
        assert not path.endswith("/") and path.startswith("/api/v1")
        operation = operations["get"]
        content = operation["responses"]["200"]["content"]["application/json"]
        schema = {**content["schema"], "components": description["components"]}
        jsonschema.validate(content["example"], schema)
        assert operation["summary"] and operation["description"] and operation["tags"], path
        for parameter in operation["parameters"]:
            assert parameter["in"] == "query" or parameter["example"], parameter["name"]
            assert parameter["in"] == "path" or parameter["description"], parameter["name"]
    example = description["paths"]["/api/v1/practices/{practice_id}"]["get"]["responses"]["200"]["content"]
    shown = example["application/json"]["example"]
    assert Practice.objects.published().get(pk=shown["id"]).title_en == shown["title"]


def schemas_in(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a description, but those within examples."""
    if isinstance(node, list):
        for one in node:
            yield from schemas_in(one)
    elif isinstance(node, dict):
        yield node
        for name, one in node.items():
            if name != "example":
                yield from schemas_in(one)


@pytest.mark.usefixtures("catalogue")
def test_it_names_the_values_that_there_are_and_closes_none(client: Client) -> None:
    description = described(client)
    assert not [one for one in schemas_in(description) if isinstance(one.get("enum"), list) or "const" in one]
    paths = description["paths"]
    parameters = {p["name"]: p["schema"] for p in paths["/api/v1/practices"]["get"]["parameters"]}
    for facet in client.get("/api/v1/facets").json():
        counted = {row["value"] for row in facet["values"] if row["count"]}
        items = parameters[facet["name"]]["items"]
        assert counted and counted <= set(items["x-extensible-enum"])
        jsonschema.validate(["a-value-of-tomorrow"], parameters[facet["name"]])
    assert {"en", "fr", "es", "*"} == set(parameters["lang"]["x-extensible-enum"])
    assert "done" in parameters["fields"]["items"]["x-extensible-enum"]
    corridors = {p["name"]: p["schema"] for p in paths["/api/v1/corridors"]["get"]["parameters"]}
    assert "MA" in corridors["from"]["x-extensible-enum"]


@pytest.mark.usefixtures("catalogue")
def test_examples_of_parameters_have_their_types(client: Client) -> None:
    description = described(client)
    shown = [
        parameter
        for operations in description["paths"].values()
        for parameter in operations["get"]["parameters"]
        if "example" in parameter
    ]
    assert {type(parameter["example"]) for parameter in shown} == {int, str}
    for parameter in shown:
        jsonschema.validate(parameter["example"], {**parameter["schema"], "components": description["components"]})


@pytest.mark.parametrize("title", ["Work 👩🏽‍🌾 abroad", "#: - 'a' \"b\" \\ {c}", "٣ — Œ"])
def test_it_is_yaml_whatever_a_title_says(client: Client, title: str) -> None:
    factories.practice(title)
    content = client.get("/api/v1/openapi.json").content
    read = json.loads(content)
    assert yaml.safe_load(content) == read
    example = read["paths"]["/api/v1/practices/{practice_id}"]["get"]["responses"]["200"]["content"]
    assert example["application/json"]["example"]["title"] == title


def test_signs_that_yaml_does_not_take_are_escaped() -> None:
    said = {"title": "".join(map(chr, [*range(0xA1), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF, 0x1F600]))}
    assert yaml.safe_load(written(json.dumps(said))) == said


@pytest.mark.usefixtures("catalogue")
def test_it_is_valid_and_has_nothing_that_is_not_used(client: Client) -> None:
    description = described(client)
    openapi_spec_validator.validate(description)
    said = json.dumps(description)
    for name in description["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in said
    operations = [operations["get"] for operations in description["paths"].values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    for response in (response for one in operations for response in one["responses"].values()):
        assert response["description"]


def test_it_says_who_where_and_under_which_licence(client: Client, settings: Any) -> None:
    description = described(client)
    assert description["externalDocs"]["url"] == absolute("/partners/")
    assert description["servers"] == [{"url": absolute("")}]
    assert description["info"]["license"] == {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL}
    assert description["info"]["contact"]["email"] == "catalogue@example.org"
    used = {tag for operations in description["paths"].values() for tag in operations["get"]["tags"]}
    assert used == {tag["name"] for tag in description["tags"]}
    assert "Accept-Language" in description["info"]["description"]


def test_errors_are_described_as_problem_documents(client: Client) -> None:
    for path, operations in described(client)["paths"].items():
        assert list(operations) == ["get"]
        responses = operations["get"]["responses"]
        assert "429" in responses
        assert ("422" in responses) == bool(operations["get"]["parameters"]), path
        for status, response in responses.items():
            if status >= "400" and status != "414":
                assert list(response["content"]) == ["application/problem+json"]


def test_every_error_has_an_example(client: Client) -> None:
    description = described(client)
    for path, operations in description["paths"].items():
        for status, response in operations["get"]["responses"].items():
            for content in response.get("content", {}).values() if status >= "400" else ():
                jsonschema.validate(content["example"], {**content["schema"], "components": description["components"]})
                assert content["example"]["status"] == int(status), path
                assert "{" not in content["example"]["instance"]


def test_an_empty_catalogue_is_described_without_examples(client: Client) -> None:
    description = described(client)
    operation = description["paths"]["/api/v1/practices/{practice_id}"]["get"]
    assert "example" not in operation["responses"]["200"]["content"]["application/json"]


def test_no_draft_is_an_example(client: Client, vocabulary: factories.Vocabulary) -> None:
    factories.practice("Shown")
    factories.draft("Hidden draft")
    assert "Hidden draft" not in client.get("/api/v1/openapi.json").content.decode()
