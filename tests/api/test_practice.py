"""One practice in the API: everything public, nothing else, and what became of those that are public no longer."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from practices.editorial import revisions
from practices.models import Practice
from practices.taxonomy.facets import SEARCHED
from practices.web.addresses import absolute
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("catalogue")
def test_it_has_everything_public(client: Client) -> None:
    with_figures = Practice.objects.get(pk=23)
    with_figures.figures.update(citation=with_figures.main_citation)
    Practice.objects.filter(pk=23).update(credit="Amina", title_fr="ANAPEC, l’agence")
    found = client.get("/api/v1/practices/23?lang=fr").json()
    assert found["title"] == "ANAPEC, l’agence"
    assert found["permanent_url"] == absolute("/practices/23/")
    assert found["url"] == absolute("/fr/practices/23/anapec/")
    assert [(row["language"], row["is_translated"]) for row in found["languages"]] == [
        ("en", True), ("fr", True), ("es", with_figures.title_es != "" and with_figures.title_es is not None),
    ]  # fmt: skip
    assert found["languages"][2]["url"] == absolute("/es/practices/23/anapec/")
    assert found["credit"] == "Amina"
    assert found["published_at"]
    assert found["licence"]["url"].startswith("https://creativecommons.org/")
    assert found["figures"][0]["citation"]["source"] == "idm-12"
    assert set(found["terms"]) == {facet.name for facet in SEARCHED}
    assert found["terms"]["country"] == [{"value": "MA", "label": "Maroc"}]
    assert {row["value"] for row in found["terms"]["region"]} == {"africa", "northern-africa"}
    assert found["links"] == {
        "self": absolute("/api/v1/practices/23"),
        "ris": absolute("/practices/23.ris"),
        "bibtex": absolute("/practices/23.bib"),
        "csl": absolute("/practices/23.csl.json"),
        "embed": absolute("/embed/23/"),
        "changes": absolute("/practices/23/changes.atom"),
    }


def test_it_says_how_far_each_translation_can_be_trusted(client: Client, practice) -> None:
    day = datetime.date(2026, 3, 4)
    made = practice(
        title_fr="Titre", title_es="Título", confirmed_by_fr="Awa Diop", confirmed_on_fr=day, outdated_es=True
    )
    english, french, spanish = client.get(f"/api/v1/practices/{made.pk}?lang=fr").json()["languages"]
    assert english["translation"] is None
    assert french["translation"] == {
        "state": "confirmed",
        "is_outdated": False,
        "confirmed_by": "Awa Diop",
        "confirmed_on": "2026-03-04",
    }
    assert spanish["translation"] == {
        "state": "unofficial",
        "is_outdated": True,
        "confirmed_by": "",
        "confirmed_on": None,
    }
    other = client.get(f"/api/v1/practices/{practice().pk}").json()["languages"]
    assert [one["translation"] for one in other] == [None, None, None]


def test_its_links_lead_somewhere(client: Client, practice) -> None:
    found = client.get(f"/api/v1/practices/{practice().pk}").json()
    for name, address in found["links"].items():
        assert client.get(address.removeprefix(absolute(""))).status_code == 200, name


def test_its_own_address_for_machines_says_the_same(client: Client, practice) -> None:
    pk = practice().pk
    for language, prefix in (("en", ""), ("fr", "/fr")):
        twin = client.get(f"{prefix}/practices/{pk}.json", headers={"Accept-Language": "es"})
        assert twin.json() == client.get(f"/api/v1/practices/{pk}?lang={language}").json()
        assert (twin["Content-Type"], twin["Content-Language"]) == ("application/json; charset=utf-8", language)
        assert twin["ETag"] and "Accept-Language" not in twin["Vary"]
    assert set(client.get(f"/practices/{pk}.json?fields=id,title").json()) == {"id", "title"}
    assert client.post(f"/practices/{pk}.json").status_code == 405


def test_its_own_address_with_a_language_leads_to_that_of_the_language(client: Client, practice) -> None:
    pk = practice().pk
    for asked, right in (
        (f"/practices/{pk}.json?lang=fr&fields=id", f"/fr/practices/{pk}.json?fields=id"),
        (f"/fr/practices/{pk}.json?lang=en", f"/practices/{pk}.json"),
    ):
        assert client.get(asked)["Location"] == right
        assert client.get(right).status_code == 200
    assert client.get(f"/practices/{pk}.json?lang=de").status_code == 422


def test_a_withdrawn_one_says_why_and_what_replaces_it(client: Client, practice) -> None:
    old, new = practice("Old"), practice("New", slug="new")
    factories.withdraw(old, "Out of date.", replaced_by=new)
    for address in (f"/api/v1/practices/{old.pk}", f"/practices/{old.pk}.json"):
        answer = client.get(address)
        problem = answer.json()
        assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
        assert problem["reason"] == "Out of date." and problem["withdrawn_at"][:2] == "20"
        assert problem["practice_title"] == "Old"
        assert problem["replaced_by"] == {"id": new.pk, "title": "New", "url": absolute(f"/practices/{new.pk}/new/")}
    factories.withdraw(new, "Wrong.")
    assert client.get(f"/api/v1/practices/{old.pk}").json()["replaced_by"] is None


def test_a_merged_one_redirects(client: Client, practice) -> None:
    old, new = practice(), practice()
    Practice.objects.filter(pk=old.pk).update(state="merged", replaced_by=new)
    for before, after in (
        (f"/api/v1/practices/{old.pk}?lang=fr", f"/api/v1/practices/{new.pk}?lang=fr"),
        (f"/practices/{old.pk}.json", f"/practices/{new.pk}.json"),
        (f"/es/practices/{old.pk}.json", f"/es/practices/{new.pk}.json"),
    ):
        answer = client.get(before)
        assert (answer.status_code, answer["Location"]) == (301, after)


def test_replacements_are_followed_to_the_end(client: Client, practice) -> None:
    first, second, third, withdrawn = practice(), practice(), practice("Last"), practice()
    factories.withdraw(withdrawn, "Out of date.", replaced_by=first)
    Practice.objects.filter(pk=first.pk).update(state="merged", replaced_by=second)
    Practice.objects.filter(pk=second.pk).update(state="merged", replaced_by=third)
    for address in ("/api/v1/practices/%s?lang=es", "/practices/%s.json", "/fr/practices/%s.json"):
        assert client.get(address % first.pk)["Location"] == address % third.pk
    assert client.get(f"/api/v1/practices/{withdrawn.pk}").json()["replaced_by"]["id"] == third.pk
    factories.withdraw(third, "Wrong.")
    assert client.get(f"/practices/{first.pk}.json", follow=True).status_code == 410
    assert client.get(f"/api/v1/practices/{withdrawn.pk}").json()["replaced_by"] is None


def test_what_is_not_public_is_not_there(client: Client, practice, vocabulary) -> None:
    live = practice("Live")
    copy = revisions.start(live, None)
    archived = factories.draft(state="archived")
    for hidden in (factories.draft("Draft"), copy, archived):
        for address in (f"/api/v1/practices/{hidden.pk}", f"/practices/{hidden.pk}.json"):
            answer = client.get(address)
            assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_its_queries_are_few(client: Client, practice, django_assert_max_num_queries) -> None:
    pk = practice().pk
    client.get("/api/v1/practices")
    with django_assert_max_num_queries(10):
        assert client.get(f"/api/v1/practices/{pk}").status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/practices?", "/api/v1/practices/{pk}?"])
def test_fields_are_chosen_by_name(client: Client, practice, address: str) -> None:
    pk = practice("One").pk
    address = address.format(pk=pk)
    for fields in ("fields=id,title", "fields=id&fields=title", "fields=title,id,title"):
        answer = client.get(f"{address}{fields}").json()
        (one,) = answer["results"] if "count" in answer else [answer]
        assert one == {"id": pk, "title": "One"}
    for fields, name in (("id,secret", "'secret'"), ("", "''"), ("id,", "''")):
        wrong = client.get(f"{address}fields={fields}")
        assert wrong.status_code == 422
        assert name in wrong.json()["detail"] and wrong.json()["errors"][0]["parameter"] == "fields"


def test_its_text_called_results_can_be_chosen(client: Client, practice) -> None:
    pk = practice(results_en="Fees fell.").pk
    assert client.get(f"/api/v1/practices/{pk}?fields=results").json() == {"results": "Fees fell."}
