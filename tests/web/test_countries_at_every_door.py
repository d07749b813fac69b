"""A country is known at every door by its codes of two and three letters and by what it is called."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from practices import search
from practices.models import Country, Practice
from practices.search import follow
from practices.web.addresses import absolute
from tests import factories
from tests.exchange.files import NEW, csv_bytes, imported

WRITTEN = ["MAR", "mar", "Maroc", "maroc", "marruecos", "Kingdom of Morocco", "marocaine"]  # of MA
ALIASES = {"aliases_en": "Kingdom of Morocco", "aliases_fr": "marocain\nmarocaine"}


@pytest.fixture(autouse=True)
def practices(vocabulary: factories.Vocabulary) -> list[Practice]:
    """One between two countries, one of another."""
    morocco, egypt, _philippines = vocabulary.countries
    Country.objects.filter(pk=morocco.pk).update(**ALIASES)
    made = [
        factories.practice("Lower fees", countries=[(morocco, "origin"), (egypt, "destination")]),
        factories.practice("Contracts", countries=[(egypt, "origin")]),
    ]
    search.rebuild()
    follow.forget()
    return made


PAGES = {
    "/countries/{}/": "/countries/MA/",
    "/countries/{}": "/countries/MA/",
    "/fr/countries/{}/": "/fr/countries/MA/",
    "/countries/{}/picture.png": "/countries/MA/picture.png",
    "/embed/countries/{}/?theme=dark": "/embed/countries/MA/?theme=dark",
    "/corridors/{}/EGY/": "/corridors/MA/EG/",
    "/corridors/any/{}/": "/corridors/any/MA/",
    "/corridors/?from={}&to=egy": "/corridors/MA/EG/",
    "/practices/?country={}": "/practices/?country=MA",
    "/practices/?country=-{}": "/practices/?country=-MA",
    "/practices/?origin={}&destination=EGY": "/practices/?origin=MA&destination=EG",
    "/practices/feed.atom?country={}": "/practices/feed.atom?country=MA",
    "/countries/?country={}&role=origin": "/countries/?country=MA&role=origin",
    "/gaps/?country={}": "/gaps/?country=MA",
}


@pytest.mark.parametrize("page", PAGES)
def test_pages_lead_to_the_code_of_two_letters(client: Client, page: str) -> None:
    for written in WRITTEN:
        answer = client.get(page.format(written))
        assert (answer.status_code, answer.headers.get("Location")) == (301, PAGES[page]), written


def _ids(answer: Any) -> list[int]:
    return [row["id"] for row in answer.json()["results"]]


@pytest.mark.parametrize("written", [*WRITTEN, "MA", "ma"])
def test_the_api_answers_as_if_the_code_of_two_letters_was_asked(
    client: Client, practices: list[Practice], written: str
) -> None:
    asked = {"country": written, "fields": "id"}
    assert _ids(client.get("/api/v1/practices", asked)) == [practices[0].pk]
    assert _ids(client.get("/api/v1/practices", {"origin": written, "fields": "id"})) == [practices[0].pk]
    assert _ids(client.get("/api/v1/practices", {"country": f"-{written}", "fields": "id"})) == [practices[1].pk]
    corridors = client.get("/api/v1/corridors", {"from": written, "to": "EGY"}).json()
    assert [row["origin"]["code"] for row in corridors["results"]] == ["MA"]
    assert client.get(f"/api/v1/countries/{written}", follow=True).json()["iso2"] == "MA"


@pytest.mark.parametrize("written", ["MAR", "mar", "maroc"])
def test_files_and_harvesters_get_the_same(client: Client, practices: list[Practice], written: str) -> None:
    assert [row["id"] for row in client.get(f"/practices/export.json?country={written}").json()["practices"]] == [
        practices[0].pk
    ]
    assert client.get(f"/gaps.csv?country={written}").content == client.get("/gaps.csv?country=MA").content
    asked = "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=country:"
    names = [client.get(asked + code).content.decode().count("<identifier>") for code in (written, "MA")]
    assert names == [1, 1]
    corridor = client.get(f"/api/v1/corridors/{written}/EGY", follow=True).json()
    assert (corridor["origin"]["code"], corridor["count"]) == ("MA", 1)
    shown = client.get("/oembed", {"url": absolute(f"/countries/{written}/")}).json()
    assert "/embed/countries/MA/" in shown["html"]


@pytest.mark.parametrize("written", ["MAR", "maroc"])
def test_a_proposal_is_filled_in(client: Client, written: str) -> None:
    page = client.get(f"/propose/?origin={written}").content.decode()
    assert "Morocco" in page


@pytest.mark.parametrize("written", ["MA", "ma", *WRITTEN])
def test_a_spreadsheet_is_read(practices: list[Practice], written: str) -> None:
    editor: User = factories.person("nadia", "Editor")
    imported(csv_bytes(NEW | {"countries": f"{written} | origin"}), editor)
    made = Practice.objects.get(title_en=NEW["title_en"])
    assert [part.country.code for part in made.participations.all()] == ["MA"]


@pytest.mark.both_databases
def test_the_admin_offers_it(curator: Client) -> None:
    asked = {"app_label": "practices", "model_name": "participation", "field_name": "country"}
    for written in ("MAR", "mar", "Maroc", "marocaine", "kingdom of morocco"):
        found = json.loads(curator.get("/admin/autocomplete/", {**asked, "term": written}).content)
        assert [one["text"] for one in found["results"]][:1] == ["Morocco"], written
    page = curator.get("/admin/practices/practice/?country=MAR").content.decode()
    assert "Lower fees" in page and "Contracts" not in page


@pytest.mark.parametrize("code", ["and", "are", "per", "can", "fin", "cub", "pan", "mar", "in", "it", "is", "ma"])
def test_codes_are_no_words_of_a_question(client: Client, code: str) -> None:
    """Where a text is nothing but a code in capitals, it is one."""
    assert "Country page" not in client.get("/practices/", {"q": f"fees {code}"}).content.decode()


@pytest.mark.parametrize("unknown", ["ZZZ", "Atlantis", "MARX", "ma-r"])
def test_what_is_none_stays_unknown(client: Client, unknown: str) -> None:
    assert client.get(f"/countries/{unknown}/").status_code == 404
    assert client.get(f"/practices/export.csv?country={unknown}").status_code == 400
