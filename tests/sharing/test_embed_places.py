"""The cards of countries and of the gap map, and where their pages offer them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from practices import search
from practices.models import Country, PolicyArea, Practice
from practices.sharing.embedding import of_gaps
from practices.text.plain import printable
from practices.views import embed
from tests import factories

from .test_embed import properties, text_of


@pytest.mark.usefixtures("catalogue")
def test_the_card_of_a_country_says_its_roles_and_phases_and_a_few_practices(client: Client) -> None:
    answer = client.get("/embed/countries/PH/")
    said = text_of(answer)
    for words in (
        "Philippines (opens in a new tab)",
        "3 practices",
        "Country of origin 3",
        "Country of destination 0",
        "Acts itself 3",
        "Recruitment (not covered)",
        "Planning and Employment",
        "A gap in the catalogue is not a gap in the world.",
    ):
        assert words in said
    page = answer.content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}/countries/PH/">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "<script" not in page
    assert "style=" not in page
    links = re.findall(r'href="(/[^"]*)"\s+target="_blank" rel="noopener"', page)
    assert links[0] == "/countries/PH/"
    assert len([link for link in links if "/practices/" in link]) == 3
    assert "Pays d’origine 3" in text_of(client.get("/fr/embed/countries/PH/"))


def test_its_practices_are_those_in_which_it_acts_first(
    client: Client, practice: Callable[..., Practice], vocabulary: factories.Vocabulary
) -> None:
    for number in range(4):
        made = practice(f"Named <{number}>", countries=[(vocabulary.countries[0], "origin")])
        made.participations.update(part="partner")
    practice("It acts", countries=[(vocabulary.countries[0], "origin")])
    listed = html.fromstring(client.get("/embed/countries/MA/").content).xpath('//ul[@class="few"]/li')
    assert len(listed) == 3
    said = [" ".join(row.text_content().split()) for row in listed]
    assert said[0].startswith("It acts")
    assert "Merely named." not in said[0]
    assert all(re.match(r"Named <\d> .*Merely named\.$", text) for text in said[1:])


def test_other_ways_to_write_a_country_lead_to_its_card(client: Client, vocabulary: factories.Vocabulary) -> None:
    Country.objects.filter(code="EG").update(retired=True, merged_into=vocabulary.countries[0])
    search.snapshot()
    for written in ("ma/", "MAR/", "MA"):
        answer = client.get(f"/fr/embed/countries/{written}?theme=dark")
        assert (answer.status_code, answer["Location"]) == (301, "/fr/embed/countries/MA/?theme=dark"), written
    answer = client.get("/embed/countries/xx/")
    assert answer.status_code == 404
    assert "There is no such country in this catalogue." in text_of(answer)


@pytest.mark.usefixtures("vocabulary")
def test_a_country_without_a_practice_is_no_error(client: Client) -> None:
    answer = client.get("/embed/countries/MA/")
    assert answer.status_code == 200
    assert "Morocco: no source in this catalogue tells of a practice there yet." in text_of(answer)


@pytest.mark.usefixtures("catalogue")
def test_the_card_of_a_map_says_its_question_and_its_numbers(client: Client) -> None:
    answer = client.get(
        "/embed/gaps/?country=MA&country=-ES&q=workers&rows=instrument&columns=region&cell=x&theme=dark"
    )
    said = text_of(answer)
    assert "“workers”; Country: Morocco; Country: not Spain" in said
    assert "A gap in the catalogue is not a gap in the world." in said
    plain = html.fromstring(client.get("/embed/gaps/").content)
    rows = {row.find("th").text: [cell.text for cell in row.findall("td")] for row in plain.xpath("//tbody/tr")}
    assert len(rows) == 17
    assert rows["Inter-state cooperation"] == ["17", "2", "5", "2", "2", "14", "1", "3", "29"]
    assert [cell.text for cell in plain.xpath("//tfoot//td")][-1] == "74"
    assert plain.xpath("//h1/a/@href") == ["/gaps/"]
    assert plain.xpath('//link[@rel="canonical"]/@href') == [f"{settings.SITE_URL}/gaps/"]
    assert plain.xpath('//meta[@name="robots"]/@content') == ["noindex"]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("rows=colour", "‘colour’ can't be counted by, so it was left out."),
        ("country=atlantis", "‘atlantis’ is not in this catalogue, so it was left out."),
        ("q=xyzzyq&rows=country&columns=source", "No practice meets all of this."),
        (f"q={'a' * 201}", "Search for 200 characters at the most"),
        ("q=%3Cscript%3Ealert(1)%3C/script%3E", "“<script>alert(1)</script>”"),
    ],
)
def test_a_map_of_what_makes_no_sense_says_so(client: Client, query: str, message: str) -> None:
    answer = client.get(f"/embed/gaps/?{query}")
    assert answer.status_code == 200
    assert message in text_of(answer)
    assert "<script" not in answer.content.decode()


def test_merged_terms_lead_to_the_map_that_links_write(client: Client, vocabulary: factories.Vocabulary) -> None:
    PolicyArea(slug="sending-money", name_en="Sending money", merged_into=vocabulary.areas[0], retired=True).save()
    answer = client.get("/embed/gaps/?policy_area=sending-money&theme=dark")
    assert (answer.status_code, answer["Location"]) == (301, "/embed/gaps/?policy_area=remittances&theme=dark")
    assert client.get("/fr/embed/gaps?q=x")["Location"] == "/fr/embed/gaps/?q=x"


@pytest.mark.usefixtures("catalogue")
def test_a_map_in_a_frame_has_so_many_rows_at_the_most(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "_MOST_ROWS", 3)
    answer = client.get("/embed/gaps/")
    assert len(html.fromstring(answer.content).xpath("//tbody/tr")) == 3
    assert "Only the rows and columns with most practices are shown." in text_of(answer)
    assert of_gaps("/", "/", 3).height < of_gaps("/", "/", 9).height < of_gaps("/", "/", 500).height <= 900


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("shown_at", "card", "picture"),
    [
        ("/countries/MA/", "/embed/countries/MA/", "/countries/MA/picture.png"),
        ("/fr/countries/MA/", "/fr/embed/countries/MA/", "/fr/countries/MA/picture.png"),
        ("/gaps/", "/embed/gaps/", "/gaps/picture.png"),
        ("/gaps/?country=MA&rows=level&cell=x", "/embed/gaps/?country=MA&rows=level", "/gaps/picture.png"),
        ("/policy-areas/remittances/", "", "/policy-areas/remittances/picture.png"),
        ("/phases/training/", "", "/phases/training/picture.png"),
    ],
)
def test_pages_offer_their_card_and_their_picture(client: Client, shown_at: str, card: str, picture: str) -> None:
    assert properties(client, shown_at)["og:image"] == [settings.SITE_URL + picture]
    shown = html.fromstring(client.get(shown_at).content)
    [code] = [box.text for box in shown.xpath('//textarea[@id="share-card"]')] or [""]
    assert ('rel="alternate" type="application/json+oembed"' in client.get(shown_at).content.decode()) == bool(card)
    if not card:
        return
    address = re.search(r'<iframe src="([^"]+)"', code)
    assert address
    assert unescape(address[1]).startswith(settings.SITE_URL + card)
    assert code.startswith('<blockquote><a href="http')
    assert "style" not in code
    [asked] = shown.xpath('//link[@type="application/json+oembed"]/@href')
    told = client.get(asked.removeprefix(settings.SITE_URL)).json()
    assert told["html"] == printable(code)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("address", "most"), [("/embed/countries/PH/", 7), ("/embed/gaps/?q=fees", 2)])
def test_a_card_makes_few_queries_however_much_there_is(
    client: Client, address: str, most: int, django_assert_max_num_queries: Any
) -> None:
    philippines = Country.objects.get(code="PH")
    for number in (1, 8):
        for _one in range(number):
            factories.practice("Lower fees", countries=[(philippines, "origin")])
        client.get("/practices/")  # follows
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
