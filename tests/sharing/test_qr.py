"""QR codes of practices and questions: the modules are those of the address, with a quiet zone, as SVG and as PNG."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import segno
from defusedxml import ElementTree
from django.conf import settings
from django.test import Client
from PIL import Image

from practices.sharing import qr, short
from practices.templatetags import drawings
from tests import factories

SVG = "{http://www.w3.org/2000/svg}"


def matrix_of(png: bytes) -> tuple[tuple[int, ...], ...]:
    """Return the modules of a picture without its quiet zone, which must be white."""
    image = Image.open(io.BytesIO(png)).convert("1")
    side = image.width // 12
    assert image.size == (12 * side, 12 * side)
    rows = [[int(not image.getpixel((12 * x + 6, 12 * y + 6))) for x in range(side)] for y in range(side)]
    around = [rows[y][x] for y in range(side) for x in range(side) if not (4 <= x < side - 4 and 4 <= y < side - 4)]
    assert not any(around)
    return tuple(tuple(row[4:-4]) for row in rows[4:-4])


def expected(address: str) -> tuple[tuple[int, ...], ...]:
    code = segno.make(address, error="m", micro=False, mask=4)
    return tuple(tuple(int(module) for module in row) for row in code.matrix)


def told(svg: bytes) -> str:
    """Return the title of a drawing, which is whole, white, and loads nothing."""
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox") and root.get("width")
    assert not {"href", "style"} & {name.rpartition("}")[2] for element in root.iter() for name in element.attrib}
    return root.findtext(f"{SVG}title") or ""


def test_a_practice_has_one_of_its_permanent_link(client: Client, vocabulary: factories.Vocabulary) -> None:
    shown = factories.practice()
    address = f"{settings.SITE_URL}/practices/{shown.pk}/"
    answer = client.get(f"/practices/{shown.pk}/qr.png")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert matrix_of(answer.content) == expected(address)
    svg = client.get(f"/fr/practices/{shown.pk}/qr.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert f"{settings.SITE_URL}/fr/practices/{shown.pk}/" in told(svg.content)
    assert client.get(f"/practices/{factories.draft().pk}/qr.svg").status_code == 404


def test_its_page_has_one_for_paper_that_leads_to_the_readers_language(
    client: Client, vocabulary: factories.Vocabulary
) -> None:
    shown = factories.practice()
    page = client.get(f"/fr{shown.get_absolute_url()}").content.decode()
    assert f"</svg>{settings.SITE_URL}/fr/practices/{shown.pk}/</p>" in page


def test_a_question_has_one_of_its_short_address_as_soon_as_there_is_one(
    client: Client, vocabulary: factories.Vocabulary
) -> None:
    path = f"/share/qr.png?{urlencode({'to': '/practices/?country=MA'})}"
    assert matrix_of(client.get(path).content) == expected(f"{settings.SITE_URL}/practices/?country=MA")
    code = short.make("/practices/?country=MA", "ana")
    answer = client.get(path)
    assert matrix_of(answer.content) == expected(f"{settings.SITE_URL}/s/{code}")
    assert answer["Cache-Control"] == "no-cache"


def test_the_longest_address_has_one() -> None:
    assert qr.file("https://example.org/" + 2000 * "a", "svg")


def test_on_a_page_it_is_a_picture_with_words() -> None:
    drawn = ElementTree.fromstring(drawings.qr("https://example.org/?a=1&b=<2>"))
    assert (drawn.get("role"), drawn.get("class")) == ("img", "qr")
    assert drawn.get("aria-label") == "QR code: https://example.org/?a=1&b=<2>"
