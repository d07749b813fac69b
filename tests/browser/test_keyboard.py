"""Everything can be reached and done with the keyboard, and one sees where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Browse, touch

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

FOCUSED = """() => {
    const it = document.activeElement, style = getComputedStyle(it);
    const places = ".facets, .results, .chips, .resbar, .named, .browse-head, .masthead, .foot, .skip";
    const areas = `${places}, .take-away, .subscribe`;
    const area = it.closest(areas);
    return {
        id: it.id || it.textContent.trim(),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        area: area?.classList[0] ?? area?.localName ?? it.localName,
    };
}"""


def test_the_skip_link_leads_to_the_content(page: Page, browse: Browse) -> None:
    browse.open(path="/")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_tab_key_goes_through_search_filters_and_results_and_shows_where(page: Page, browse: Browse) -> None:
    browse.open("?q=remittances&country=PH")
    areas: list[str] = []
    for _step in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["area"] == "body":
            break
        assert focused["outlined"], f"no outline shows that {focused['id']!r} has the focus"
        if focused["area"] not in areas[-1:]:
            areas.append(focused["area"])
    first = ["skip", "masthead", "browse-head", "facets", "chips", "resbar", "named", "results"]
    assert areas == [*first, "take-away", "subscribe", "foot"]


def test_boxes_folds_and_chips_work_by_keyboard(page: Page, browse: Browse) -> None:
    browse.open()
    planned = browse.count_of("migration_phase", "planning")
    browse.search.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".browse-head summary")).to_be_focused()
    page.keyboard.press("Tab")
    expect(browse.box("migration_phase", "planning")).to_be_focused()
    page.keyboard.press("Space")
    browse.expect_count(planned)
    page.keyboard.press("Tab")
    expect(browse.box("migration_phase", "pre-departure")).to_be_focused()
    page.keyboard.press("Space")
    expect(browse.chip("Pre-departure")).to_be_visible()

    few = page.locator("#facet-policy_area .option").count()
    page.locator("#facet-policy_area .more").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Find in ‘Policy area’")).to_be_focused()
    assert page.locator("#facet-policy_area .option").count() > few

    browse.chip("Pre-departure").focus()
    page.keyboard.press("Enter")
    browse.expect_count(planned)
    expect(page.locator("#results")).to_be_focused()
    page.keyboard.press("Tab")
    expect(browse.chip("Planning")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(browse.site + "/practices/?migration_phase=-planning")


def test_enter_searches_at_once(page: Page, browse: Browse) -> None:
    browse.open(path="/")
    browse.search.focus()
    page.keyboard.type("remittances")
    page.keyboard.press("Enter")
    expect(page).to_have_url(browse.site + "/practices/?q=remittances")
    touch(page)
    browse.search.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("training")
    page.keyboard.press("Enter")
    expect(page).to_have_url(browse.site + "/practices/?q=training")
    expect(browse.search).to_be_focused()
