"""One corridor in the API: its groups, its links, and what is refused. The list of all is in `test_lists.py`."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from practices import search
from practices.search import follow
from practices.web.addresses import absolute
from tests import factories


@pytest.fixture
def bound(vocabulary: factories.Vocabulary) -> int:
    """A practice that binds Morocco to Egypt, beside three of Morocco alone."""
    morocco, egypt, _philippines = vocabulary.countries
    for _ in range(3):
        factories.practice(countries=[(morocco, "origin")])
    return factories.practice("Bound", slug="bound", countries=[(morocco, "origin"), (egypt, "destination")]).pk


def test_a_corridor_has_its_groups_with_practices_and_reasons(client: Client, bound: int) -> None:
    found = client.get("/api/v1/corridors/MA/EG?lang=fr&limit=2").json()
    assert (found["count"], found["named"], found["approaches"]) == (1, 1, 0)
    assert found["origin"] == {"code": "MA", "name": "Maroc", "kind": "country"}
    assert (found["url"], found["opposite"]) == (absolute("/fr/corridors/MA/EG/"), absolute("/api/v1/corridors/EG/MA"))
    groups = {group["name"]: group for group in found["groups"]}
    assert {name: group["count"] for name, group in groups.items()} == {
        "both": 1,
        "origin": 3,
        "destination": 0,
        "wide": 0,
        "back": 0,
    }
    assert len(groups["origin"]["results"]) == 2
    (member,) = groups["both"]["results"]
    assert member["reason"] and member == {
        "id": bound,
        "title": "Bound",
        "evidence_basis": "named-practice",
        "reported_on": "2007-10-08",
        "reason": member["reason"],
        "url": absolute(f"/fr/practices/{bound}/bound/"),
        "practice": absolute(f"/api/v1/practices/{bound}"),
    }
    assert groups["both"]["practices"] == absolute("/api/v1/practices?origin=MA&destination=EG")
    assert groups["origin"]["url"] == absolute("/fr/practices/?origin=MA&destination=-EG")


@pytest.mark.usefixtures("catalogue")
def test_its_addresses_find_what_it_counts(client: Client) -> None:
    for path in ("EC/ES", "africa/europe", "any/ES", "TD/KR"):
        found = client.get(f"/api/v1/corridors/{path}?limit=100").json()
        for group in found["groups"]:
            listed = client.get(group["practices"].removeprefix(absolute(""))).json()
            if group["exact"] and group["name"] != "back":
                assert listed["count"] == group["count"] == len(group["results"]), (path, group["name"])
        for pair in [*found["within"], *found["nearest"]]:
            assert client.get(pair["corridor"].removeprefix(absolute(""))).json()["count"] == pair["count"]


@pytest.mark.usefixtures("bound")
def test_an_end_may_be_a_region_or_any(client: Client) -> None:
    found = client.get("/api/v1/corridors/africa/any").json()
    assert found["origin"] == {"code": "africa", "name": "Africa", "kind": "region"}
    assert found["destination"] == {"code": "any", "name": "", "kind": "any"}
    assert [(one["origin"]["code"], one["destination"]["code"]) for one in found["within"]] == [("MA", "EG")]


@pytest.mark.usefixtures("bound")
def test_other_ways_to_write_an_end_redirect_and_unknown_ones_are_told(client: Client) -> None:
    answer = client.get("/api/v1/corridors/mar/EG?lang=fr")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/corridors/MA/EG?lang=fr")
    for path in ("XX/EG", "MA/atlantis", "MA/MA", "any/any"):
        answer = client.get(f"/api/v1/corridors/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), path
    for path in ("M%00/EG", "MA/" + 101 * "x", "MA/EG?limit=0", "MA/EG?limit=101", "MA/EG?lang=de"):
        assert client.get(f"/api/v1/corridors/{path}").status_code == 422, path


@pytest.mark.usefixtures("bound")
def test_the_list_leads_to_each_corridor(client: Client) -> None:
    (row,) = client.get("/api/v1/corridors").json()["results"]
    assert (row["url"], row["corridor"]) == (absolute("/corridors/MA/EG/"), absolute("/api/v1/corridors/MA/EG"))


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_it_makes_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    for path in ("corridors", "corridors/EC/ES", "corridors/africa/europe?limit=100"):
        client.get(f"/api/v1/{path}")
        with django_assert_max_num_queries(6):
            assert client.get(f"/api/v1/{path}&_=1" if "?" in path else f"/api/v1/{path}?_=1").status_code == 200


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_without_the_index_it_says_the_same_or_when_to_ask_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ("corridors?page_size=500", "corridors/EC/ES")
    with_index = [client.get(f"/api/v1/{path}").json() for path in paths]

    def unavailable() -> None:
        raise search.IndexUnavailable("away")

    monkeypatch.setattr(follow, "reader", unavailable)
    assert [client.get(f"/api/v1/{path}").json() for path in paths] == with_index
    monkeypatch.setattr("practices.search.sql.MOST_TEXTS", 1)
    assert client.get("/api/v1/corridors").status_code == 503
