"""The page of a document by keyboard, and what it is on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

FOCUSED = """() => {
    const PLACES = "crumbs about-document reports stops shared covered theme-files foot".split(" ");
    const it = document.activeElement, style = getComputedStyle(it);
    return {
        place: PLACES.find(place => it.closest(`.${place}`)) ?? null,
        name: it.innerText.trim(),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""


def test_the_tab_key_goes_through_a_document_in_order_and_shows_where(page: Page, site: Site) -> None:
    page.goto(site + "/sources/mc-inf-267/")
    places: list[str] = []
    for _step in range(250):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["place"] is None and places[-1:] == ["foot"]:
            break
        assert focused["outlined"], f"no outline shows that {focused['name']!r} has the focus"
        if focused["place"] and focused["place"] not in places[-1:]:
            places.append(focused["place"])
    assert places == [
        *("crumbs", "about-document", "reports", "stops", "shared", "covered", "theme-files", "foot"),
    ]


def test_from_an_organisation_to_a_document_and_back_by_keyboard(page: Page, site: Site) -> None:
    page.goto(site + "/organisations/iom/")
    page.locator("section", has=page.locator("#reported-by")).get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(site + "/sources/idm-12/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Making Global Labour Mobility a Catalyst for Development"
    )
    page.locator(".reports").get_by_role("link", name="IOM", exact=True).first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(site + "/organisations/iom/")


def test_the_reference_of_a_document_can_be_copied(page: Page, site: Site) -> None:
    page.goto(site + "/sources/idm-12/")
    page.locator(".about-document .cite").hover()  # the script comes with the first touch
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
