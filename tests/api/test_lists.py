"""Vocabularies, countries, corridors and sources in the API, page by page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from practices.models import Citation, Involvement, Organisation, Participation, Source
from practices.taxonomy.facets import SEARCHED
from practices.web.addresses import absolute
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(vocabulary: factories.Vocabulary) -> factories.Vocabulary:
    """Two practices that bind Morocco to Egypt, one of them to the Philippines, too; a withdrawn one and a draft."""
    morocco, egypt, philippines = vocabulary.countries
    area = vocabulary.areas[0]
    ends = [(morocco, "origin"), (egypt, "destination")]
    factories.practice(slug="a", countries=ends, policy_areas=[area])
    factories.practice(slug="b", countries=[*ends, (philippines, "destination"), (egypt, "transit")])
    factories.withdraw(factories.practice(slug="c", countries=ends, policy_areas=[area]), "Wrong.")
    factories.draft(slug="d", countries=[(philippines, "origin"), (morocco, "destination")], policy_areas=[area])
    return vocabulary


def results(client: Client, path: str) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/{path}").json()["results"]  # type: ignore[no-any-return]


# Vocabularies -------------------------------------------------------------------------------------


def test_every_vocabulary_is_listed_with_its_terms(client: Client, filed: factories.Vocabulary) -> None:
    listed = results(client, "vocabularies?lang=fr")
    assert [row["name"] for row in listed] == [facet.name for facet in SEARCHED if facet.name != "source"]
    assert {row["label"] for row in listed} >= {"Pays", "Région"}
    for row in listed:
        terms = client.get(row["url"].removeprefix(absolute(""))).json()
        assert terms["count"] == row["terms"] == len(terms["results"])


def test_a_term_says_everything(client: Client, filed: factories.Vocabulary) -> None:
    old = filed.areas[1]
    old.retired, old.merged_into = True, filed.areas[0]
    old.save()
    first, second, *_rest = results(client, "vocabularies/policy_area?lang=fr")
    assert first == {
        "value": "remittances",
        "slug": "remittances",
        "name": "Remittances",
        "names": {"en": "Remittances"},
        "description": "",
        "parent": None,
        "order": 0,
        "retired": False,
        "merged_into": None,
        "count": 1,
        "url": absolute("/fr/practices/?policy_area=remittances"),
        "page": absolute("/fr/policy-areas/remittances/"),
        "practices": absolute("/api/v1/practices?policy_area=remittances"),
    }
    assert (second["retired"], second["merged_into"], second["count"]) == (True, "remittances", 0)
    country = results(client, "vocabularies/country?lang=fr")[1]
    assert (country["value"], country["name"], country["parent"]) == ("MA", "Maroc", "northern-africa")
    level = results(client, "vocabularies/level?lang=es")[0]
    assert (level["value"], level["names"]["fr"], level["name"], level["count"]) == (
        "national",
        "National",
        "Nacional",
        2,
    )


def test_counts_equal_those_of_the_facets(client: Client, filed: factories.Vocabulary) -> None:
    for facet in client.get("/api/v1/facets").json():
        if facet["name"] not in {"source", "have"}:
            terms = {row["value"]: row["count"] for row in results(client, f"vocabularies/{facet['name']}")}
            assert {row["value"]: row["count"] for row in facet["values"]}.items() <= terms.items()


def test_organisations_of_drafts_are_not_listed(client: Client, filed: factories.Vocabulary) -> None:
    for slug, practice in (("shown", factories.practice()), ("hidden", factories.draft())):
        organisation = Organisation.objects.create(slug=slug, name_en=slug)
        Involvement.objects.create(practice=practice, organisation=organisation, part="lead")
    assert [row["value"] for row in results(client, "vocabularies/organisation")] == ["shown"]


# Places -------------------------------------------------------------------------------------------


def test_a_country_has_its_codes_names_and_counts(client: Client, filed: factories.Vocabulary) -> None:
    egypt = client.get("/api/v1/countries/EG?lang=fr").json()
    assert egypt == {
        "iso2": "EG",
        "iso3": "EGY",
        "m49": "818",
        "name": "Égypte",
        "names": {"en": "Egypt", "fr": "Égypte", "es": "Egipto"},
        "region": {"value": "northern-africa", "name": "Northern Africa", "m49": "015"},
        "count": 2,
        "roles": {"origin": 0, "destination": 2, "transit": 1},
        "url": absolute("/fr/practices/?country=EG"),
        "practices": absolute("/api/v1/practices?country=EG"),
    }
    listed = results(client, "countries?lang=fr")
    assert [row["iso2"] for row in listed] == ["EG", "MA", "PH"]
    assert listed[0] == egypt


def test_a_country_that_was_merged_counts_for_the_other(client: Client, filed: factories.Vocabulary) -> None:
    _morocco, egypt, philippines = filed.countries
    egypt.retired, egypt.merged_into = True, philippines
    egypt.save()
    assert [(row["iso2"], row["count"]) for row in results(client, "countries")] == [("MA", 2), ("PH", 2)]
    assert client.get("/api/v1/countries/EG")["Location"] == "/api/v1/countries/PH"
    (corridor,) = results(client, "corridors")
    assert (corridor["destination"]["code"], corridor["count"]) == ("PH", 2)


def test_odd_codes(client: Client, filed: factories.Vocabulary) -> None:
    assert client.get("/api/v1/countries/ma?lang=fr")["Location"] == "/api/v1/countries/MA?lang=fr"
    assert client.get("/api/v1/countries/ZZ").status_code == 404
    assert client.get("/api/v1/countries/Morocco")["Location"] == "/api/v1/countries/MA"
    assert client.get("/api/v1/countries/M").status_code == 422


def test_corridors_run_from_origin_to_destination(client: Client, filed: factories.Vocabulary) -> None:
    found = [
        (row["origin"]["code"], row["destination"]["code"], row["count"], len(row["practices"]))
        for row in results(client, "corridors")
    ]
    assert found == [("MA", "EG", 2, 2), ("MA", "PH", 1, 1)]
    assert len(results(client, "corridors?from=MA&to=ph")) == 1
    assert results(client, "corridors?from=EG") == []
    for odd in ("ZZ", "Z" * 1000, ""):
        assert client.get(f"/api/v1/corridors?to={odd}").json()["errors"][0]["parameter"] == "to"
    assert results(client, "corridors?to=PH&lang=fr")[0]["origin"] == {"code": "MA", "name": "Maroc"}


@pytest.mark.usefixtures("catalogue")
def test_corridors_are_what_the_practices_say(client: Client) -> None:
    rows = Participation.objects.filter(practice__state="published").values_list("practice", "role", "country__code")
    ends = {role: {(pk, code) for pk, r, code in rows if r == role} for role in ("origin", "destination")}
    pairs = {(a, b, pk) for pk, a in ends["origin"] for other, b in ends["destination"] if pk == other and a != b}
    listed = results(client, "corridors?page_size=500")
    found = {(row["origin"]["code"], row["destination"]["code"], pk) for row in listed for pk in row["practices"]}
    assert found == pairs and len(pairs) > 10


# Sources ------------------------------------------------------------------------------------------


def test_a_source_has_its_bibliography(client: Client, filed: factories.Vocabulary) -> None:
    cited = Citation.objects.filter(practice__state="published").first()
    assert cited is not None
    cited.pk = None
    cited.save()  # a second passage for the same practice, which counts once
    Source.objects.filter(slug="report").update(authors="Author, A.\nOther, O.", series="Papers", number="7")
    (report,) = results(client, "sources")
    assert report == client.get("/api/v1/sources/report").json()
    assert (report["count"], report["authors"], report["year"]) == (2, ["Author, A.", "Other, O."], 2010)
    assert report["reference"] == "Author, A.; Other, O. (2010). A report. Papers No. 7."
    assert report["practices"] == absolute("/api/v1/practices?source=report")
    assert client.get("/api/v1/sources/none").status_code == 404


def test_sources_of_drafts_are_shown_nowhere(client: Client, filed: factories.Vocabulary) -> None:
    secret = Source.objects.create(slug="secret", title="Secret", short_citation="Secret", kind="report", authors="B")
    Citation.objects.create(practice=factories.draft(), source=secret, section="1")
    secret.slug = "renamed-secret"
    secret.save()
    for address in ("/api/v1/sources/secret", "/api/v1/sources/renamed-secret"):
        assert client.get(address).status_code == 404
    for address in ("/api/v1/sources", "/api/v1/openapi.json", "/about/"):
        said = client.get(address).content.decode().lower()
        assert "report" in said and "secret" not in said, address


def test_a_source_that_was_renamed_redirects(client: Client, filed: factories.Vocabulary) -> None:
    report = Source.objects.get(slug="report")
    report.slug = "report-2010"
    report.save()
    answer = client.get("/api/v1/sources/report?lang=fr")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/sources/report-2010?lang=fr")
    assert client.get("/api/v1/sources/report-2010").json()["count"] == 2


# Pages --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize(
    "path", ["practices?lang=fr", "vocabularies/level?", "corridors?from=MA", "sources?", "vocabularies/country?"]
)
def test_following_the_links_gives_everything_once(client: Client, path: str) -> None:
    whole = results(client, path)
    address, seen = f"/api/v1/{path}&page_size=1", []
    while address:
        answer = client.get(address)
        page = answer.json()
        links = {rel: link for link, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', answer["Link"])}
        assert (links.get("next"), links.get("prev")) == (page["next"], page["previous"])
        assert f"page={page['count']}" in links["last"] and "page=1" in links["first"]
        seen += page["results"]
        address = page["next"] and page["next"].removeprefix(absolute(""))
    assert seen == whole


@pytest.mark.usefixtures("filed")
def test_links_keep_what_was_asked_and_nothing_else(client: Client) -> None:
    page = client.get("/api/v1/practices?country=MA&country=EG&page=9&page_size=1&utm_source=x").json()
    assert page["previous"] == absolute("/api/v1/practices?page=2&page_size=1&country=MA&country=EG")
    assert page["next"] is None


@pytest.mark.usefixtures("catalogue")
def test_lists_make_few_queries(client: Client, django_assert_max_num_queries) -> None:
    client.get("/api/v1/practices")
    paths = ("", "vocabularies", "vocabularies/country", "countries", "countries/MA", "corridors", "sources", "changes")
    for path in paths:
        client.get(f"/api/v1/{path}")
        with django_assert_max_num_queries(7):
            assert client.get(f"/api/v1/{path}").status_code == 200
