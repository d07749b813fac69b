"""Every page that counts can be walked with the Tab key: in the order of reading, without a trap, and in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

VIEWS = {
    "home": "/",
    "a practice": "/practices/{published}/",
    "atlas": "/countries/",
    "country": "/countries/MA/",
    "a country without practices": "/countries/TV/",
    "policy areas": "/policy-areas/",
    "policy area": "/policy-areas/remittances/",
    "phase": "/phases/return/",
    "gap map": "/gaps/",
    "a cell of the gap map": "/gaps/?cell=remittances:return",
    "a corridor": "/corridors/EC/ES/",
}
# Where the focus is: its place in the page, whether it can be seen, and whether it is marked.
FOCUSED = """() => {
    const it = document.activeElement;
    if (it === document.body) return null;
    const all = [...document.querySelectorAll("*")], style = getComputedStyle(it), box = it.getBoundingClientRect();
    // A tile has a border, not an outline.
    const tile = it.matches("svg a") && getComputedStyle(it.querySelector("rect"));
    return {
        place: all.indexOf(it),
        name: (it.getAttribute("aria-label") || it.textContent || it.id).trim().slice(0, 60),
        marked: tile
            ? tile.stroke !== "none" && parseFloat(tile.strokeWidth) >= 2
            : style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        isLast: Boolean(it.closest(".foot")),
    };
}"""


@pytest.mark.parametrize("name", VIEWS)
def test_the_tab_key_goes_through_in_order_and_shows_where(page: Page, site: Site, name: str) -> None:
    page.goto(site + VIEWS[name].format(published=site.published))
    places, reached_the_end = [], False
    for _step in range(400):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        assert focused["marked"], f"no outline shows that {focused['name']!r} has the focus"
        assert focused["seen"], f"{focused['name']!r} has the focus and is out of sight"
        places.append(focused["place"])
        reached_the_end = focused["isLast"]
    assert reached_the_end
    assert places == sorted(set(places)), "the focus must go the way in which the page is read"


def test_a_country_is_found_and_left_by_keyboard(page: Page, site: Site) -> None:
    page.goto(site + "/countries/")
    tile = page.locator(".atlas a[href='/countries/MA/']")
    tile.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(site + "/countries/MA/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Morocco")
    page.locator("main a[href*='/practices/']").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_gap_is_opened_by_keyboard(page: Page, site: Site) -> None:
    page.goto(site + "/gaps/")
    gap = page.locator(".gapmap a[href*='cell=']").first
    gap.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".opened")).to_be_visible()
    assert "cell=" in page.url
