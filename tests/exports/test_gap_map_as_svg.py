"""The gap map as a drawing: well-formed whatever it shows, true, and readable without our style sheets."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree

from practices.discovery import gaps
from practices.models import PolicyArea
from tests import factories

SVG = "{http://www.w3.org/2000/svg}"


def drawn(client: Client, query: str = "", prefix: str = "") -> etree._Element:
    """Return the drawing for a question."""
    answer = client.get(f"{prefix}/gaps.svg{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    return etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False))


def said(root: etree._Element, name: str = "text") -> list[str]:
    return [element.text or "" for element in root.iter(SVG + name)]


@pytest.mark.usefixtures("catalogue")
def test_it_says_what_the_page_says(client: Client) -> None:
    root = drawn(client)
    assert root.tag == f"{SVG}svg"
    texts = said(root)
    for words in ("Gap map", "94 of 136 cells are filled, 42 are empty.", "Remittances", "Recruitment", "74"):
        assert words in texts
    assert "A gap in the catalogue is not a gap in the world." in texts
    assert any(f"{settings.SITE_URL}/gaps/ ·" in text for text in texts)
    titles = said(root, "title")
    assert "Inter-state cooperation, Planning: 12 named practices, 5 approaches" in titles
    assert "Remittances, Training: no practice yet" in titles
    assert "Total: 39 named practices, 35 approaches" in titles
    assert len(titles) == 1 + 17 * 9 + 9
    [cell] = [
        group
        for group in root.iter(f"{SVG}g")
        if group[0].text == "Policy coherence, Planning: 6 named practices, 4 approaches"
    ]
    assert [len(cell.findall(SVG + shape)) for shape in ("circle", "rect")] == [6, 4 + 1]  # and the tile
    assert [root.find(SVG + name).text[:7] for name in ("title", "desc")] == ["Gap map", "Number "]


@pytest.mark.usefixtures("catalogue")
def test_it_stands_alone(client: Client) -> None:
    answer = client.get("/gaps.svg")
    assert answer["Content-Disposition"].startswith('attachment; filename="gap-map.svg"')
    assert answer["X-Robots-Tag"] == "noindex"
    root = etree.fromstring(answer.content)
    names = {name for element in root.iter() for name in element.attrib}
    assert not names & {"class", "style", "href", "onload"}
    assert {etree.QName(element).localname for element in root.iter()} == {
        "svg", "title", "desc", "rect", "text", "circle", "g", "line",
    }  # fmt: skip
    width, height = float(root.get("width")), float(root.get("height"))
    for element in root.iter(f"{SVG}text"):
        assert 0 <= float(element.get("x")) < width
        assert 0 < float(element.get("y")) < height


def test_nothing_that_it_shows_breaks_it(client: Client, vocabulary: factories.Vocabulary) -> None:
    odd = '</text><script>alert("x")</script>\x0b & ' + 90 * "W"
    PolicyArea.objects.filter(pk=vocabulary.areas[0].pk).update(name_en=odd)
    root = drawn(client, "?q=%3Cb%3E%26%00%0B]]%3E&rows=policy_area")
    assert not list(root.iter(f"{SVG}script"))
    assert any(text.startswith('</text><script>alert("x")') for text in said(root))
    assert any("“<b>&" in text for text in said(root))


@pytest.mark.usefixtures("catalogue")
def test_it_is_in_the_language_of_its_address(client: Client) -> None:
    root = drawn(client, "?country=MA", "/fr")
    assert root.get("lang") == "fr"
    assert any(text.startswith("Pays") and text.endswith("Maroc") for text in said(root))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("query", ["rows=colour", "country=atlantis", "q=" + 201 * "a"])
def test_what_makes_no_sense_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/gaps.svg?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.usefixtures("catalogue")
def test_it_is_bounded_as_the_page_is_and_empty_where_nothing_is_found(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(said(drawn(client, "?q=xyzzyq&rows=country&columns=source"), "title")) == 2
    monkeypatch.setattr(gaps, "MOST_ROWS", 2)
    root = drawn(client)
    assert len(said(root, "title")) == 1 + 2 * 9 + 9
    assert "Only the rows and columns with most practices are shown. The CSV file has all of them." in said(root)
