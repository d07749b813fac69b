"""The JSON API answers the same questions as the browse page, and says clearly what it can't."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from practices.taxonomy.facets import FACETS, HELD
from practices.web.addresses import absolute
from tests import factories


def every_practice(client: Client) -> list[dict[str, Any]]:
    """Read the whole catalogue page by page, as a stranger would."""
    found: list[dict[str, Any]] = []
    for page in range(1, 100):
        answer = client.get(f"/api/v1/practices?page={page}&page_size=25").json()
        found += answer["results"]
        if len(found) == answer["count"]:
            return found
    raise AssertionError("the pages never end")


@pytest.mark.usefixtures("catalogue")
def test_counts_equal_those_of_a_stranger_who_counts_for_themselves(client: Client) -> None:
    practices = every_practice(client)
    values = {facet.name: sorted({v for p in practices for v in p["facets"][facet.name]}) for facet in HELD}
    chance = random.Random(3)
    for _ in range(100):
        chosen = {
            name: set(chance.sample(values[name], min(len(values[name]), chance.choice([1, 1, 2]))))
            for name in chance.sample(sorted(values), 2)
        }
        answer = client.get("/api/v1/practices", {name: sorted(v) for name, v in chosen.items()}).json()
        meets = {
            name: {p["id"] for p in practices if wanted & set(p["facets"][name])} for name, wanted in chosen.items()
        }
        assert answer["count"] == len(set.intersection(*meets.values()))
        for name in values:
            others = [ids for other, ids in meets.items() if other != name]
            counted = Counter(v for p in practices if all(p["id"] in ids for ids in others) for v in p["facets"][name])
            shown = {row["value"]: row["count"] for row in answer["facets"][name] if row["count"]}
            assert shown == dict(counted), (chosen, name)
            assert {row["value"] for row in answer["facets"][name] if row["selected"]} == chosen.get(name, set())


@pytest.mark.usefixtures("catalogue")
def test_a_result_has_what_partners_rely_on(client: Client) -> None:
    (result,) = client.get("/api/v1/practices?q=ANAPEC&country=MA&page_size=1&sort=best").json()["results"]
    assert (result["id"], result["slug"]) == (23, "anapec")
    assert result["url"] == absolute("/practices/23/anapec/")
    assert result["countries"] == [{"code": "MA", "name": "Morocco", "role": "origin", "lead": True}]
    assert "institutional-capacity" in result["policy_areas"]
    assert "recruitment" in result["migration_phases"]
    assert result["citations"][0]["source"] == "idm-12"
    assert set(result["facets"]) == {facet.name for facet in HELD}


@pytest.mark.usefixtures("catalogue")
def test_one_practice_has_everything_public(client: Client) -> None:
    practice = client.get("/api/v1/practices/23").json()
    assert [figure["value"] for figure in practice["figures"]] == [300000.0, 50.0]
    assert practice["organisations"][0]["acronym"] == "ANAPEC"
    assert practice["done"] and practice["language"] == "en"
    assert practice["requirements"][0]["kind"] == "legal-basis"


def test_what_is_not_published_is_not_there(client: Client, vocabulary) -> None:
    draft = factories.draft("Not yet")
    answer = client.get(f"/api/v1/practices/{draft.pk}")
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no published practice with this id.")
    assert client.get("/api/v1/practices").json()["count"] == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("country=Atlantis", "country"),
        ("page=0", "page"),
        ("page=99999999999999999999", "page"),
        ("page_size=101", "page_size"),
        ("page=one", "page"),
        ("sort=sideways", "sort"),
        ("q=" + "x" * 201, "q"),
        ("country=" + "x" * 101, "country"),
        ("country=Atlantis", "country"),
        ("country=-Atlantis", "country"),
        ("period=-1990", "period"),
    ],
)
def test_bad_parameters_are_named(client: Client, vocabulary, query: str, field: str) -> None:
    answer = client.get(f"/api/v1/practices?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == field


def test_it_begins_with_a_slash_and_without(client: Client, vocabulary) -> None:
    assert client.get("/api/v1?lang=fr").json() == client.get("/api/v1/?lang=fr").json()
    assert client.get("/api/v1?colour=red").status_code == 422


def test_it_answers_head(client: Client, vocabulary) -> None:
    assert client.head("/api/v1/practices").status_code == 200


def test_a_page_beyond_the_last_is_empty(client: Client, vocabulary) -> None:
    factories.practice()
    answer = client.get("/api/v1/practices?page=7").json()
    assert (answer["count"], answer["page"], answer["results"]) == (1, 7, [])


@pytest.mark.usefixtures("catalogue")
def test_facets_are_listed_with_their_values(client: Client) -> None:
    listed = client.get("/api/v1/facets").json()
    assert [facet["name"] for facet in listed] == [facet.name for facet in FACETS]
    areas = next(facet for facet in listed if facet["name"] == "policy_area")
    assert "remittances" in {value["value"] for value in areas["values"]}


def test_it_describes_itself(client: Client, db) -> None:
    description = client.get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    parameters = {p["name"] for p in description["paths"]["/api/v1/practices"]["get"]["parameters"]}
    shown = "q sort page page_size cursor ids id updated_since lang texts full fields".split()
    assert parameters == {*shown, *(facet.name for facet in FACETS)}


def test_its_documentation_loads_nothing_from_elsewhere(client: Client, db) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert "//" not in page.replace("<!doctype", "").replace("http://testserver", "")


@pytest.mark.usefixtures("catalogue")
def test_a_list_makes_few_queries_whatever_its_size(client: Client, django_assert_max_num_queries) -> None:
    client.get("/api/v1/practices")
    with django_assert_max_num_queries(8):
        client.get("/api/v1/practices?page_size=100")
