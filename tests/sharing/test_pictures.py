"""The picture that a link to a practice brings along: drawn whatever the title is, small, and kept."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image, ImageChops

from practices.models import Country, Practice
from practices.sharing import pictures
from practices.sharing.pictures import Stop, Subject, draw
from practices.sharing.pictures.typesetting import balanced, can_write, cut, sans, serif, widest, wrapped
from tests import factories

STOPS = (Stop("Planificación", 0), Stop("Antes de la partida", 1), Stop("Contratación", 1), Stop("Viaje", 0))
LONGEST = "Building and Wood Workers International: networks for humane treatment of foreign workers, and others"


def subject(title: str = "Lower fees", places: str = "Morocco → Spain", stops: Any = STOPS) -> Subject:
    return Subject("Labour Mobility Practices", places, title, "Practice 24", stops)


def image(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def inked(drawn: Image.Image) -> tuple[int, int, int, int]:
    """Return the part of the white sheet, between head and track, on which there is something."""
    sheet = drawn.convert("RGB").crop((0, 114, 1200, 464))
    box = ImageChops.difference(sheet, Image.new("RGB", sheet.size, "white")).getbbox()
    assert box
    return box


@pytest.mark.parametrize(
    "what",
    [
        subject(),
        subject(LONGEST, " · ".join(["Trinidad and Tobago"] * 12)),
        subject("W" * 120),
        subject("Élargir l’accès à l’emploi : ‘œuvre’ et Śląsk, ¿qué más?"),
        subject("", LONGEST, ()),
        Subject("Labour Mobility Practices", "Policy area", LONGEST, "", STOPS, LONGEST, is_counted=True),
        subject(stops=tuple(Stop(f"A very long phase of migration {number}", number % 2) for number in range(20))),
    ],
    ids=["plain", "longest", "one-word", "accents", "untitled", "counted", "many-phases"],
)
def test_a_picture_is_small_and_nothing_leaves_its_margins(what: Subject) -> None:
    data = draw(what)
    drawn = image(data)
    assert (drawn.format, drawn.size, drawn.mode) == ("PNG", (pictures.WIDTH, pictures.HEIGHT), "P")
    assert len(data) < 60_000
    left, top, right, bottom = inked(drawn)
    assert left >= 70
    assert right <= 1200 - 70
    assert top > 30
    assert bottom < 345


def test_what_differs_is_seen() -> None:
    seen = [
        subject(),
        subject("Lower fees for all"),
        subject(places="Morocco"),
        subject(stops=tuple(Stop(stop.label, 1 - stop.count) for stop in STOPS)),
    ]
    assert len({draw(what) for what in seen}) == len(seen)


def test_a_title_in_letters_that_the_font_has_not_gives_way_to_the_number() -> None:
    assert can_write("Égalité, Śląsk, Ελλάδα, Украина → ‘œuvre’\u00a0?")
    assert not can_write("المغرب")
    assert draw(subject("المغرب")) == draw(subject("摩洛哥")) == draw(subject("Practice 24"))


def test_lines_are_as_few_as_fit_and_about_as_wide() -> None:
    title = "Spain and Ecuador: an agreement to cut the cost of sending money home"
    lines, greedy = balanced(title, serif(60), 1056), wrapped(title, serif(60), 1056)
    assert " ".join(lines) == " ".join(greedy) == title
    assert len(lines) == len(greedy)
    assert widest(lines, serif(60)) < widest(greedy, serif(60)) <= 1056
    assert cut("Short", sans(20, 400), 200) == "Short"
    shorter = cut("Morocco → Spain · Portugal", sans(20, 400), 150)
    assert shorter.endswith(" …")
    assert sans(20, 400).getlength(shorter) <= 150


@pytest.mark.django_db
def test_a_published_practice_has_one_in_each_language(client: Client, vocabulary: factories.Vocabulary) -> None:
    shown = factories.practice("Lower fees", title_fr="Baisser les frais", migration_phases=[vocabulary.phases[1]])
    address = f"/practices/{shown.pk}/picture.png"
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert not answer.cookies
    assert image(answer.content).size == (1200, 630)
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert len({client.get(prefix + address).content for prefix in ("", "/fr", "/es")}) == 3
    Practice.objects.filter(pk=shown.pk).update(title_en="Higher fees")
    changed = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (changed.status_code, changed.content != answer.content) == (200, True)
    assert image(client.get("/fr/picture.png").content).size == (1200, 630)


@pytest.mark.django_db
def test_what_never_was_public_has_none(client: Client) -> None:
    for pk in (factories.complete_draft().pk, 999_999_999_999):
        assert client.get(f"/practices/{pk}/picture.png").status_code == 404


@pytest.mark.django_db
def test_a_withdrawn_practice_is_gone_and_a_merged_one_leads_to_the_last(client: Client) -> None:
    first, second, third = factories.practice(), factories.practice(), factories.practice()
    for one, other in ((first, second), (second, third)):
        Practice.objects.filter(pk=one.pk).update(state="merged", replaced_by=other)
    answer = client.get(f"/fr/practices/{first.pk}/picture.png")
    assert (answer.status_code, answer["Location"]) == (301, f"/fr/practices/{third.pk}/picture.png")
    factories.withdraw(third, "Old.")
    answer = client.get(f"/practices/{third.pk}/picture.png")
    assert (answer.status_code, answer["Content-Type"]) == (410, "image/png")
    assert answer.content == client.get("/picture.png").content


@pytest.mark.django_db
def test_an_unchanged_picture_is_drawn_once(client: Client, vocabulary: factories.Vocabulary) -> None:
    address = f"/practices/{factories.practice().pk}/picture.png"
    client.get(address)
    before = draw.cache_info()
    factories.practice("Another edition of the catalogue")
    client.get(f"{address}?x=1")
    after = draw.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (0, 1)
    assert after.maxsize < 1000


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "address",
    [
        "/countries/MA/picture.png",
        "/policy-areas/remittances/picture.png",
        "/phases/training/picture.png",
        "/gaps/picture.png",
    ],
)
def test_countries_themes_and_the_gap_map_have_one_in_each_language(client: Client, address: str) -> None:
    seen = set()
    for prefix in ("", "/fr", "/es"):
        answer = client.get(prefix + address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert image(answer.content).size == (1200, 630)
        assert len(answer.content) < 60_000
        assert client.get(prefix + address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
        seen.add(answer.content)
    assert len(seen) == 3
    before = draw.cache_info()
    assert client.get(f"{address}?country=EG").content in seen  # a question makes no picture of its own
    assert draw.cache_info().misses == before.misses


@pytest.mark.usefixtures("catalogue")
def test_pictures_of_places_and_themes_lead_where_their_pages_do(client: Client) -> None:
    for address, target in {
        "/fr/countries/mar/picture.png": "/fr/countries/MA/picture.png",
        "/policy-areas/REMITTANCES/picture.png": "/policy-areas/remittances/picture.png",
        "/phases/Training/picture.png": "/phases/training/picture.png",
    }.items():
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, target)
    for address in ("/countries/xx/picture.png", "/policy-areas/none/picture.png", "/phases/remittances/picture.png"):
        assert client.get(address).status_code == 404


@pytest.mark.usefixtures("catalogue")
def test_a_picture_of_many_practices_changes_with_their_number(client: Client) -> None:
    before = client.get("/countries/MA/picture.png").content
    factories.practice("One more", countries=[(Country.objects.get(code="MA"), "origin")])
    assert client.get("/countries/MA/picture.png").content != before
    assert client.get("/countries/TD/picture.png").status_code == 200  # which has none


@pytest.mark.django_db
def test_a_question_has_one_that_says_how_many_there_are(client: Client, vocabulary: factories.Vocabulary) -> None:
    factories.practice("Lower fees", countries=[(vocabulary.countries[0], "origin")])
    address = "/practices/picture.png?country=MA"
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert image(answer.content).size == (1200, 630)
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(f"/fr{address}").content != answer.content
    assert client.get("/practices/picture.png").content == client.get("/picture.png").content
    factories.practice("Higher fees", countries=[(vocabulary.countries[0], "origin")])
    assert client.get(address).content != answer.content
    for wrong in ("country=XX", "countries=MA", f"q={'a' * 300}"):
        assert client.get(f"/practices/picture.png?{wrong}").status_code == 400
    for asked, shown in (("country=MA", "/practices/picture.png?country=MA"), ("country=XX", "/picture.png")):
        page = client.get(f"/practices/?{asked}&sort=title&page=1").text
        assert f'<meta property="og:image" content="{settings.SITE_URL}{shown}">' in page
