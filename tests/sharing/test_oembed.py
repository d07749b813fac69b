"""oEmbed 1.0: what software of other sites asks, and is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db.models import Value
from django.http import HttpResponse
from django.test import Client, override_settings
from lxml import etree, html

from practices.models import Practice
from tests import factories

SITE = settings.SITE_URL
HOST = SITE.partition("//")[2]


@pytest.fixture
def shown(practice: Callable[..., Practice]) -> Practice:
    return practice("Lower <fees> & more", title_fr="Des frais moins élevés", slug="lower-fees")


def ask(client: Client, url: str | None = None, **parameters: Any) -> HttpResponse:
    return client.get("/oembed", {**({} if url is None else {"url": url}), **parameters})


def test_it_answers_as_the_specification_says(client: Client, shown: Practice) -> None:
    page = SITE + shown.get_absolute_url()
    answer = ask(client, page)
    assert answer["Content-Type"] == "application/json"
    assert answer["ETag"]
    told = answer.json()
    link, frame = html.fragments_fromstring(told.pop("html"))
    assert told == {
        "type": "rich",
        "version": "1.0",
        "title": "Lower <fees> & more",
        "provider_name": "Labour Mobility Practices",
        "provider_url": f"{SITE}/",
        "cache_age": 86400,
        "width": 640,
        "height": 340,
        "thumbnail_url": f"{SITE}/practices/{shown.pk}/picture.png",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
    assert (frame.tag, dict(frame.attrib)) == (
        "iframe",
        {
            "src": f"{SITE}/embed/{shown.pk}/",
            "width": "640",
            "height": "340",
            "title": "Lower <fees> & more",
            "frameborder": "0",
            "loading": "lazy",
        },
    )
    assert (link.tag, link.find("a").get("href"), link.find("a").text) == ("blockquote", page, "Lower <fees> & more")


def test_xml_tells_the_same_as_json(client: Client, shown: Practice) -> None:
    page = SITE + shown.get_absolute_url()
    answer = ask(client, page, format="xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    assert root.tag == "oembed"
    assert {part.tag: part.text for part in root} == {
        name: str(value) for name, value in ask(client, page).json().items()
    }


def test_control_characters_leave_the_xml_well_formed(client: Client, shown: Practice) -> None:
    Practice.objects.filter(pk=shown.pk).update(title_en=Value("A\x0bB"))
    root = etree.fromstring(ask(client, f"{SITE}/practices/{shown.pk}/", format="xml").content)
    assert root.findtext("title") == "A B"


@pytest.mark.parametrize(
    ("limits", "size", "has_picture"),
    [
        ({"maxwidth": 500}, (500, 340), False),
        ({"maxwidth": "", "maxheight": ""}, (640, 340), True),
        ({"maxwidth": 100, "maxheight": 50}, (100, 50), False),
        ({"maxheight": 200}, (640, 200), False),
        ({"maxwidth": 1200, "maxheight": 630}, (640, 340), True),
        ({"maxwidth": 1200, "maxheight": 629}, (640, 340), False),
        ({"maxwidth": 999_999_999}, (640, 340), True),
    ],
)
def test_sizes_keep_to_the_limits(client, shown, limits: dict, size: tuple[int, int], has_picture: bool) -> None:
    told = ask(client, SITE + shown.get_absolute_url(), **limits).json()
    assert (told["width"], told["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in told["html"]
    assert {name in told for name in ("thumbnail_url", "thumbnail_width", "thumbnail_height")} == {has_picture}


def test_every_form_of_a_practices_address_will_do(client: Client, shown: Practice, subtests) -> None:
    tails = ["", "/", "/lower-fees/", "/lower-fees", "/a-former-slug/", "/%C3%A9t%C3%A9/", "/lower-fees/?from=a&b#cite"]
    for address in [
        *(f"{SITE}/practices/{shown.pk}{tail}" for tail in tails),
        f"https://{HOST}/practices/{shown.pk}/",
        f"http://{HOST.upper()}/PRACTICES/{shown.pk}/",
    ]:
        with subtests.test(address=address):
            assert ask(client, address).json()["title"] == "Lower <fees> & more"
    for language, title in (("fr", "Des frais moins élevés"), ("es", "Lower <fees> & more")):
        answer = ask(client, f"{SITE}/{language}/practices/{shown.pk}/x/")
        told = answer.json()
        assert (told["title"], answer["Content-Language"]) == (title, language)
        assert f'src="{SITE}/{language}/embed/{shown.pk}/"' in told["html"]
        assert told["thumbnail_url"] == f"{SITE}/{language}/practices/{shown.pk}/picture.png"


@override_settings(SITE_URL="https://practices.example.org")
def test_only_the_sites_own_host_counts(client: Client, shown: Practice) -> None:
    for start, status in {
        "https://practices.example.org": 200,
        "http://practices.example.org": 200,
        "https://example.org": 404,
        "https://practices.example.org.evil.example": 404,
        "https://practices.example.org@evil.example": 404,
        "https://practices.example.org:8443": 404,
    }.items():
        assert ask(client, f"{start}/practices/{shown.pk}/").status_code == status, start


def test_what_it_can_not_answer(client: Client, shown: Practice, subtests) -> None:
    draft, withdrawn = factories.complete_draft("A secret plan"), factories.practice()
    factories.withdraw(withdrawn, "Old.")
    page = SITE + shown.get_absolute_url()
    practices = f"{SITE}/practices"
    for status, questions in {
        400: [
            "",
            "?url=",
            "?url=%00",
            "?url=practices/1",
            "?url=//example.org/practices/1",
            "?url=javascript:alert(1)",
            "?url=https://[/practices/1",
            *(f"?url={page}&maxwidth={size}" for size in ("0", "-1", "x", "1e3", "1" * 5000, "%C2%B2", "%00")),
            f"?url={page}&maxheight=0",
        ],
        404: [
            f"?url={quote(address)}"
            for address in (
                f"{practices}/{draft.pk}/",
                f"{practices}/{withdrawn.pk}/",
                f"{practices}/999999999999/",
                f"{practices}/{'9' * 5000}/",
                f"{practices}/",
                f"{practices}/{shown.pk}/a/b/",
                f"{SITE}/",
                f"{SITE}/de/practices/{shown.pk}/",
                f"https://example.org/practices/{shown.pk}/",
                f"{practices}/{shown.pk}/\x00/x",
            )
        ],
        501: [f"?url={page}&format={name}" for name in ("yaml", "", "JSON%00")],
    }.items():
        for question in questions:
            with subtests.test(question=question[:80]):
                answer = client.get(f"/oembed{question}")
                assert answer.status_code == status
                assert answer["Content-Type"] == "text/plain; charset=utf-8"
                assert b"secret" not in answer.content
                assert answer.content.endswith(b"\n")


def test_a_merged_practice_is_the_other(client: Client, shown: Practice) -> None:
    other = factories.practice("The other")
    Practice.objects.filter(pk=shown.pk).update(state="merged", replaced_by=other)
    told = ask(client, SITE + shown.get_absolute_url()).json()
    assert told["title"] == "The other"
    assert f"/embed/{other.pk}/" in told["html"]


def test_scripts_of_other_sites_may_ask(client: Client, shown: Practice) -> None:
    answer = client.get("/oembed", {"url": SITE + shown.get_absolute_url()}, headers={"Origin": "https://example.org"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert client.post("/oembed").status_code == 405


def test_a_page_tells_where_to_ask(client: Client, shown: Practice) -> None:
    page = html.fromstring(client.get(f"/fr{shown.get_absolute_url()}").content)
    links = {link.get("type"): link for link in page.xpath('//link[@rel="alternate"][contains(@type, "oembed")]')}
    assert set(links) == {"application/json+oembed", "text/xml+oembed"}
    for link in links.values():
        assert link.get("href").startswith(f"{SITE}/oembed?")
        assert link.get("title") == "Des frais moins élevés"
    told = client.get(links["application/json+oembed"].get("href").removeprefix(SITE)).json()
    assert told["title"] == "Des frais moins élevés"
    root = etree.fromstring(client.get(links["text/xml+oembed"].get("href").removeprefix(SITE)).content)
    assert root.findtext("title") == "Des frais moins élevés"


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("asked", "card", "title", "picture"),
    [
        (
            "/countries/MA/",
            "/embed/countries/MA/",
            "Morocco: practices of labour migration",
            "/countries/MA/picture.png",
        ),
        (
            "/COUNTRIES/mar",
            "/embed/countries/MA/",
            "Morocco: practices of labour migration",
            "/countries/MA/picture.png",
        ),
        ("/fr/countries/ma/#x", "/fr/embed/countries/MA/", None, "/fr/countries/MA/picture.png"),
        ("/es/countries/MA/?x=1", "/es/embed/countries/MA/", None, "/es/countries/MA/picture.png"),
        ("/gaps/", "/embed/gaps/", "Gap map", "/gaps/picture.png"),
        ("/fr/gaps", "/fr/embed/gaps/", None, "/fr/gaps/picture.png"),
        ("/gaps/?country=MA&cell=a:b", "/embed/gaps/?country=MA", "Gap map", "/gaps/picture.png"),
    ],
)
def test_countries_and_the_gap_map_have_cards_in_each_language(
    client: Client, asked: str, card: str, title: str | None, picture: str
) -> None:
    told = ask(client, SITE + asked).json()
    link, frame = html.fragments_fromstring(told["html"])
    assert frame.get("src") == SITE + card
    assert "style" not in frame.attrib
    assert (frame.get("width"), frame.get("height")) == (str(told["width"]), str(told["height"]))
    assert link.find("a").get("href") == SITE + card.replace("/embed", "")
    assert title is None or told["title"] == title
    assert told["thumbnail_url"] == SITE + picture
    small = ask(client, SITE + asked, maxwidth=250, maxheight=100, format="xml")
    root = etree.fromstring(small.content)
    assert (root.findtext("width"), root.findtext("height"), root.findtext("thumbnail_url")) == ("250", "100", None)
    assert client.get(frame.get("src").removeprefix(SITE)).status_code == 200


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "asked",
    [
        "/countries/",
        "/countries/atlantis/",
        "/countries/MA/picture.png",
        "/gaps.csv",
        "/gaps/x/",
        "/gaps/?rows=colour",
        "/gaps/?country=atlantis",
        "/gaps/?q=" + 201 * "a",
        "/gaps/?" + "&".join(["x=1"] * 2001),
        "/embed/gaps/",
        "/de/gaps/",
    ],
)
def test_what_has_no_card_is_not_found(client: Client, asked: str) -> None:
    answer = ask(client, SITE + asked)
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")
