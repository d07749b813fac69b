"""Every kind of page on paper: light whatever the device is, nothing to click, on as few sheets as it should be."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# With the most sheets of A4 that it may take, where that is promised.
PAGES = {
    "home": ("/", 2),
    "browse": ("/practices/?q=agreement&have=partner", None),
    "practice": ("/practices/8/", 2),
    "countries": ("/countries/", None),
    "country": ("/countries/MA/", None),
    "policy-areas": ("/policy-areas/", 1),
    "theme": ("/policy-areas/remittances/", None),
    "gaps": ("/gaps/?cell=remittances:training", 1),
    "compare": ("/compare/?id=22&id=21&id=5", 2),
    "about": ("/about/", None),
    "privacy": ("/privacy/", 3),
    "accessibility": ("/accessibility/", 2),
    "partners": ("/partners/", None),
    "dumps": ("/dumps/", 1),
    "propose": ("/propose/", 1),
    "missing": ("/nothing/", 1),
}
CLICKED = "button, summary, select, input:not([readonly], .check *), nav, [type=submit], iframe"


def on_paper(page: Page, address: str) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(address)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_paper(page: Page, site: Site, name: str) -> None:
    path, most = PAGES[name]
    on_paper(page, site + path)
    seen = "all => all.filter(one => one.checkVisibility()).map(one => one.outerHTML)"
    assert page.locator(CLICKED).evaluate_all(seen) == []
    sheet = page.locator("html").evaluate("one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]")
    assert sheet == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator("h1").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    if name != "practice":
        expect(page.locator(".imprint")).to_contain_text(path)
        expect(page.locator(".imprint")).to_contain_text(re.compile(r"\b20\d\d$"))
    if most:
        sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
        assert sheets <= most


def test_a_practice_carries_its_permanent_link(page: Page, site: Site) -> None:
    page.goto(site + f"/practices/{site.published}/")
    expect(page.locator(".qr")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".lasting")).to_contain_text(f"/practices/{site.published}/")
    expect(page.locator(".qr")).to_be_visible()
    expect(page.locator(".cited")).to_contain_text(f"/practices/{site.published}/")
    expect(page.locator(".check .here").first).to_be_visible()


def test_browse_says_what_was_asked(page: Page, site: Site) -> None:
    on_paper(page, site + "/practices/?q=agreement&country=MA&have=partner")
    expect(page.get_by_text("Asked for:")).to_have_text(
        re.compile(r"“agreement”\s+·\s+Country: Morocco\s+·\s+My country has: Partner")
    )
    expect(page.get_by_text("best match")).to_be_visible()
    expect(page.get_by_text("newest", exact=True)).to_be_hidden()
