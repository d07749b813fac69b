"""The API's description of itself: complete, with examples of the catalogue, and a page on which they run."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from django.test import Client

from practices.models import Practice
from practices.taxonomy.facets import FACETS
from practices.web.addresses import absolute
from tests import factories

pytestmark = pytest.mark.django_db


def described(client: Client) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json", headers={"Accept-Language": "fr"}).json()  # type: ignore[no-any-return]


@pytest.mark.usefixtures("catalogue")
def test_every_operation_has_a_true_example(client: Client) -> None:
    description = described(client)
    for path, operations in description["paths"].items():
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


@pytest.mark.usefixtures("catalogue")
def test_it_names_the_values_that_there_are(client: Client) -> None:
    paths = described(client)["paths"]
    parameters = {p["name"]: p["schema"] for p in paths["/api/v1/practices"]["get"]["parameters"]}
    counted = {
        facet["name"]: [row["value"] for row in facet["values"] if row["count"]]
        for facet in client.get("/api/v1/facets").json()
    }
    for facet in FACETS:
        assert counted[facet.name]
        for value in counted[facet.name]:
            jsonschema.validate([value, f"-{value}"], parameters[facet.name])
        for wrong in ("", "-", "nothing", f"--{value}", f"{value}-", f"x{value}"):
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate([wrong], parameters[facet.name])
    corridors = {p["name"]: p["schema"] for p in paths["/api/v1/corridors"]["get"]["parameters"]}
    assert "MA" in corridors["from"]["enum"]


def test_a_facet_without_a_value_takes_none(client: Client) -> None:
    operation = described(client)["paths"]["/api/v1/practices"]["get"]
    (organisation,) = (one["schema"] for one in operation["parameters"] if one["name"] == "organisation")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(["anything"], organisation)


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
