"""Home, About, errors, health, and the languages that all of them speak."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings
from django.utils.translation import override

from practices.search import store
from practices.templatetags.catalogue import joined
from tests import factories


@pytest.mark.usefixtures("catalogue")
def test_home_leads_to_phases_areas_countries_and_chosen_practices(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "39 practices that a country or an institution carried out" in page
    for link in ("/phases/recruitment/", "/policy-areas/remittances/", "/countries/MA/"):
        assert f'href="{link}"' in page, link
    assert page.count('class="tile"') == page.count('name="keep"') == 4


@pytest.mark.usefixtures("catalogue")
def test_home_makes_few_queries(client: Client, django_assert_max_num_queries) -> None:
    client.get("/")
    with django_assert_max_num_queries(8):
        client.get("/")


@pytest.mark.usefixtures("catalogue")
def test_about_gives_full_references_and_a_contact(client: Client) -> None:
    page = client.get("/about/").content.decode()
    assert "International Organization for Migration (2010). Making Global Labour Mobility" in page
    assert "ISSN 1726-2224" in page
    assert "mailto:catalogue@example.org" in page
    assert "MC/INF/267" in page


@override_settings(CONTACT_EMAIL="")
def test_about_says_so_where_there_is_no_contact(client: Client, db) -> None:
    page = client.get("/about/").content.decode()
    assert "mailto:" not in page
    assert "gives no contact address" in page


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("language", "browse"), [("fr", "Parcourir"), ("es", "Explorar")])
def test_every_page_speaks_the_language(client: Client, language: str, browse: str) -> None:
    for path in ("/", "/practices/?country=MA", "/practices/23/anapec/", "/about/"):
        page = client.get(f"/{language}{path}").content.decode()
        assert f'<html lang="{language}"' in page, path
        assert browse in page, path
        assert f'href="{path.replace("&", "&amp;")}" lang="en"' in page, path
    page = client.get(f"/{language}/practices/").content.decode()
    assert {"fr": "Maroc", "es": "Marruecos"}[language] in page


@pytest.mark.usefixtures("catalogue")
def test_countries_are_sorted_as_the_reader_expects(client: Client) -> None:
    page = client.get("/fr/practices/?more=country").content.decode()
    panel = page[page.index('id="facet-country"') : page.index('id="facet-region"')]
    names = re.findall(r'<span class="label">([^<]+)</span>', panel)
    assert names.index("Égypte") < names.index("Espagne") < names.index("Maroc")


def test_a_missing_page_says_so_in_our_own_words(client: Client, db) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "Labour Mobility Practices" in answer.content.decode()


def test_health(client: Client, db) -> None:
    factories.practice()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_readiness_fails_with_the_index(client: Client, db, tmp_path) -> None:
    (tmp_path / "file").touch()
    with override_settings(SEARCH_INDEX_DIR=tmp_path / "file" / "index"):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"search index: not ready\n")
    with pytest.raises(store.IndexUnavailable), override_settings(SEARCH_INDEX_DIR=tmp_path / "file" / "index"):
        store.folder()


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/practices/", "Browse"),
        ("/policy-areas/", "Policy areas"),
        ("/policy-areas/remittances/", "Policy areas"),
        ("/phases/return/", "Policy areas"),
        ("/countries/", "Countries"),
        ("/countries/MA/", "Countries"),
        ("/corridors/", "Countries"),
        ("/corridors/EC/ES/", "Countries"),
        ("/gaps/", "Gaps"),
        ("/about/", "About"),
    ],
)
def test_the_masthead_says_where_one_is(client: Client, address: str, name: str) -> None:
    page = client.get(address).content.decode()
    assert re.findall(r'aria-current="page">([^<]*)</a>', page.partition("</header>")[0]) == [name]
    assert 'aria-current="page"' not in client.get("/").content.decode().partition("</header>")[0]


@pytest.mark.parametrize(
    ("language", "names", "told"),
    [
        ("en", ["Travel"], "Travel"),
        ("en", ["Travel", "Integration"], "Travel and Integration"),
        ("fr", ["Voyage", "Emploi", "Retour"], "Voyage, Emploi et Retour"),
        ("es", ["Viaje", "Empleo", "Retorno"], "Viaje, Empleo y Retorno"),
        ("es", ["Empleo", "Integración"], "Empleo e Integración"),
        ("es", ["agua", "hielo"], "agua y hielo"),
        ("es", [], ""),
    ],
)
def test_names_are_listed_as_each_language_lists_them(language: str, names: list[str], told: str) -> None:
    with override(language):
        assert joined(names) == told
