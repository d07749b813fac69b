"""The page for partners: its examples are made from a real practice, and every one of them works."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from practices.models import PolicyArea
from tests import factories

pytestmark = pytest.mark.django_db


def page(client: Client, language: str = "") -> html.HtmlElement:
    response = client.get(f"{language}/partners/")
    assert response.status_code == 200
    return html.fromstring(response.content)


@pytest.fixture
def _practice(db: None) -> None:
    area = PolicyArea.objects.create(slug="remittances", name_en="Remittances")
    factories.practice("Sending money home by text message", policy_areas=[area])


@pytest.mark.usefixtures("_practice")
@pytest.mark.parametrize("language", ["", "/fr", "/es"])
def test_every_link_and_every_example_answers(client: Client, language: str) -> None:
    shown = page(client, language)
    fields = [field.get("value") for field in shown.xpath("//main//input[starts-with(@id, 'example-')]")]
    links = [link for link in shown.xpath("//main//a/@href | //main//iframe/@src") if link.startswith("/")]
    assert len(fields) == 10 and all(field.startswith(settings.SITE_URL) for field in fields)
    for address in [*links, *(field.removeprefix(settings.SITE_URL) for field in fields)]:
        assert client.get(address, follow=True).status_code == 200, address


@pytest.mark.usefixtures("_practice")
def test_examples_are_those_of_the_practice(client: Client) -> None:
    text = html.tostring(page(client), encoding="unicode")
    assert "Sending money home by text message" in text
    assert "/practices/feed.atom?policy_area=remittances" in text
    assert [code.text.count("<iframe") for code in page(client).xpath("//textarea")] == [1, 0]


def test_the_example_is_the_newest_that_shows_a_country_and_a_policy_area(client: Client) -> None:
    known = factories.vocabulary()
    area, country = known.areas[0], known.countries[0]
    factories.practice("The oldest", policy_areas=[area], countries=[(country, "origin")])
    full = factories.practice("Older, with a country", policy_areas=[area], countries=[(country, "origin")])
    factories.practice("The newest, of no country", policy_areas=[area])
    assert page(client).xpath("//section[@id='show']//iframe/@src") == [f"/embed/{full.pk}/"]


@pytest.mark.usefixtures("_practice")
def test_each_field_tells_its_copy_button_what_it_copies(client: Client) -> None:
    shown = page(client)
    labels = [shown.get_element_by_id(field.get("data-of")).text for field in shown.xpath("//*[@data-copy]")]
    assert len(labels) == len(set(labels)) == 12


@pytest.mark.usefixtures("_practice")
def test_the_terms_name_the_licence_that_is_set(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.LICENCE_NAME, settings.LICENCE_URL = "A licence", "https://example.org/licence"  # type: ignore[attr-defined]
    [licence] = page(client).xpath("//section[@id='terms']//a[@rel='license']")
    assert (licence.text, licence.get("href")) == ("A licence", "https://example.org/licence")


def test_an_empty_catalogue_still_says_what_there_is(client: Client) -> None:
    shown = page(client)
    assert shown.xpath("//section[@id='harvest']") and not shown.xpath("//section[@id='show']")
