"""A practice as a slide: everything has room whatever it says, the drawing stands alone, and words say the same."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from defusedxml import ElementTree
from django.test import Client
from PIL import Image

from practices.models import Figure as Row
from practices.models import Practice
from practices.sharing.pictures import Stop
from practices.sharing.slides import HEIGHT, WIDTH, Figure, Slide
from practices.sharing.slides.as_png import png
from practices.sharing.slides.as_svg import svg
from practices.sharing.slides.layout import Code, Text, shapes
from tests import factories

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Building and Wood Workers International: networks for humane treatment of foreign workers, and others"
PLAIN = Slide(
    catalogue="Labour Mobility Practices",
    language="en",
    number=24,
    title="Lower fees",
    title_language="en",
    places="Morocco (country of origin)",
    stops=tuple(Stop(f"Phase {number}", number % 2) for number in range(7)),
    figures=(Figure("300,000", "profiles of candidates", "IOM (2010), p. 3"),),
    summary="Morocco created an agency.",
    summary_language="en",
    source="IOM (2010). A report. Geneva, pp. 3–4.",
    age="Timeline: reported 2007. Not checked against today's situation.",
    link="https://example.org/practices/24/",
    licence="CC BY 4.0",
)
FULL = replace(
    PLAIN,
    title=f"{LONG} {LONG}",
    places=" · ".join(["Trinidad and Tobago (country of origin)"] * 6),
    stops=tuple(Stop(f"A very long phase of migration {number}", number % 2) for number in range(12)),
    figures=(Figure("more than 1,234,567,890 dollars and cents a year", LONG, LONG),) * 3,
    summary=LONG * 6,
    source=LONG * 6,
    age=LONG * 3,
)
OTHER_LETTERS = replace(PLAIN, title="المغرب", summary="摩洛哥", places="المغرب", stops=(), figures=(), source="摩洛哥")


@pytest.mark.parametrize("slide", [PLAIN, FULL, OTHER_LETTERS, replace(FULL, figures=())])
def test_no_line_leaves_the_slide_or_meets_another(slide: Slide) -> None:
    boxes = []
    for one in shapes(slide):
        if isinstance(one, Text):
            left = one.x - one.width / 2 if one.is_centred else one.x
            boxes.append((left, one.y - 0.72 * one.size, left + one.width, one.y + 0.2 * one.size, one.text))
        elif isinstance(one, Code):
            side = one.module * 29
            boxes.append((one.x, one.y, one.x + side, one.y + side, "code"))
    for left, top, right, bottom, text in boxes:
        assert left >= 40 and right <= WIDTH - 40 and top >= 20 and bottom <= HEIGHT - 20, text
    for one, other in combinations(boxes, 2):
        meet = one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        assert not meet, (one[4], other[4])


def test_both_files_are_whole_and_the_drawing_stands_alone() -> None:
    image = Image.open(io.BytesIO(png(FULL)))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    root = ElementTree.fromstring(svg(replace(PLAIN, title="<script>alert(1)</script> & \x00more")))
    assert (root.get("viewBox"), root.findtext(f"{SVG}title")) == ("0 0 1920 1080", "<script>alert(1)</script> & more")
    assert root.findtext(f"{SVG}desc") != ""
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names == {"svg", "title", "desc", "rect", "circle", "path", "g", "text"}
    assert not {"href", "src", "style", "class"} & {name for element in root.iter() for name in element.attrib}
    said = [element.text for element in root.iter(f"{SVG}text")]
    assert {"300,000", "Morocco (country of origin)", "Entry 24"} <= set(said)


def test_letters_that_our_fonts_lack_give_way_to_the_number() -> None:
    said = [one.text for one in shapes(OTHER_LETTERS) if isinstance(one, Text)]
    assert said.count("Entry 24") == 2
    assert "المغرب" not in said
    assert OTHER_LETTERS.alt.startswith("المغرب.")


def test_words_say_what_the_picture_shows() -> None:
    assert PLAIN.alt == (
        "Lower fees. Morocco (country of origin). Migration phases: Phase 1, Phase 3, Phase 5. "
        "300,000 profiles of candidates (IOM (2010), p. 3). Source: IOM (2010). A report. Geneva, pp. 3–4. "
        "Timeline: reported 2007. Not checked against today's situation. "
        "Labour Mobility Practices, Entry 24, CC BY 4.0. QR code: https://example.org/practices/24/."
    )


@pytest.mark.django_db
def test_a_published_practice_has_one_in_each_language(client: Client, vocabulary: factories.Vocabulary) -> None:
    shown = factories.practice(
        "Lower fees", title_fr="Baisser les frais", countries=[(vocabulary.countries[0], "origin")]
    )
    Row.objects.create(practice=shown, value=1200, label_en="agencies", citation=shown.main_citation)
    address, page_address = f"/practices/{shown.pk}/slide.svg", shown.get_absolute_url()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer["Content-Disposition"].startswith("inline; filename=")
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    said = ElementTree.fromstring(answer.content).findtext(f"{SVG}desc") or ""
    for words in ("Lower fees.", "Morocco (country of origin).", "1,200 agencies (Report", f"/practices/{shown.pk}/."):
        assert words in said
    french = ElementTree.fromstring(client.get(f"/fr{address}").content)
    assert (french.get("lang"), french.findtext(f"{SVG}title")) == ("fr", "Baisser les frais")
    drawn = client.get(f"/es/practices/{shown.pk}/slide.png")
    assert Image.open(io.BytesIO(drawn.content)).size == (WIDTH, HEIGHT)
    page = client.get(page_address).text
    assert said.replace("'", "&#x27;") in page, "the words are there to be copied"


@pytest.mark.django_db
def test_what_is_not_public_has_none(client: Client) -> None:
    for pk in (factories.complete_draft().pk, 999_999_999_999):
        assert client.get(f"/practices/{pk}/slide.png").status_code == 404
    first, second = factories.practice(), factories.practice()
    Practice.objects.filter(pk=first.pk).update(state="merged", replaced_by=second)
    answer = client.get(f"/fr/practices/{first.pk}/slide.svg")
    assert (answer.status_code, answer["Location"]) == (301, f"/fr/practices/{second.pk}/slide.svg")
    factories.withdraw(second, "Old.")
    answer = client.get(f"/practices/{second.pk}/slide.png")
    assert (answer.status_code, answer["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert client.get(f"/practices/{second.pk}/qr.svg").status_code == 200, "its link goes on answering"


@pytest.mark.django_db
def test_drawing_is_bounded_by_address(client: Client, vocabulary: factories.Vocabulary, settings: Any) -> None:
    settings.EXPORT_RATE_LIMIT = 1
    shown = factories.practice()
    assert client.get(f"/practices/{shown.pk}/slide.png").status_code == 200
    assert client.get("/practices/picture.png?q=fees").status_code == 429
    assert client.get(f"/practices/{shown.pk}/slide.svg").status_code == 200
