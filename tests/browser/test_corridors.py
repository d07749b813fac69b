"""Corridors with the keyboard, on a narrow screen and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_a_corridor_is_chosen_with_the_keyboard(page: Page, site: Site) -> None:
    page.goto(site + "/corridors/")
    page.get_by_label("From", exact=True).focus()
    page.keyboard.type("Ecua")
    page.keyboard.press("Tab")
    page.keyboard.type("Spa")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show the corridor")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(site + "/corridors/EC/ES/")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Ecuador\s+to\s+Spain"))
    expect(page.get_by_label("From", exact=True)).to_have_value("EC")
    page.get_by_role("link", name="Swap the direction").press("Enter")
    expect(page).to_have_url(site + "/corridors/ES/EC/")


def test_the_tab_key_goes_through_the_matrix_and_shows_where(page: Page, site: Site) -> None:
    page.goto(site + "/corridors/")
    page.get_by_role("link", name="As CSV").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("region", name="All corridors")).to_be_focused()
    reached = []
    for _step in range(40):
        page.keyboard.press("Tab")
        cell = page.evaluate("""() => {
            const it = document.activeElement, style = getComputedStyle(it);
            const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            return {href: it.getAttribute("href"), outlined, inside: it.closest("table") !== null};
        }""")
        if not cell["inside"]:
            break
        assert cell["outlined"], cell
        reached.append(cell["href"])
    assert "/corridors/EC/ES/" in reached and "/corridors/MA/any/" in reached
    assert len(reached) == len(set(reached)) == 13 + 9 + 5


def test_the_matrix_scrolls_in_itself_on_a_narrow_screen(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(site + "/corridors/")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("region", name="All corridors").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="2 practices: Ecuador to Spain")).not_to_be_in_viewport()
    for _step in range(20):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="2 practices: Ecuador to Spain")).to_be_in_viewport()
    expect(page.get_by_role("rowheader", name="Morocco")).to_be_in_viewport()


def test_the_matrix_fits_one_sheet_of_paper(page: Page, site: Site) -> None:
    page.goto(site + "/corridors/")
    assert _sheets(page) == 1
    # As many countries as the page ever shows.
    page.evaluate("""() => {
        for (const row of document.querySelectorAll(".corridor-table tr")) {
            while (row.children.length < 17) row.append(row.lastElementChild.cloneNode(true));
        }
        const body = document.querySelector(".corridor-table tbody");
        while (body.children.length < 40) body.append(body.lastElementChild.cloneNode(true));
    }""")
    assert _sheets(page) == 1


def _sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))


def test_a_corridor_on_paper_has_its_practices_and_no_controls(page: Page, site: Site) -> None:
    page.goto(site + "/corridors/EC/ES/")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Spain and Ecuador: an agreement")).to_be_visible()
    for hidden in (page.locator(".corridor-ask"), page.locator(".corridor-ways"), page.locator(".corridor-take")):
        expect(hidden).to_be_hidden()
    assert _sheets(page) <= 2
