"""Browsing with JavaScript: results follow each choice without a new page, and the browser's buttons go on working."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Browse

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _nothing_to_complain_of(complaints: list[str]) -> object:
    """Hold for each test that the browser never had a complaint."""
    yield
    assert complaints == []


def mark(page: Page) -> None:
    """Leave a mark that a new page would not have."""
    page.evaluate("window.isTheSamePage = true")


def expect_same_page(page: Page) -> None:
    assert page.evaluate("window.isTheSamePage"), "the browser loaded a new page"


@pytest.mark.both_databases
def test_ticking_a_box_updates_everything_in_place(page: Page, browse: Browse) -> None:
    browse.open()
    browse.expect_count(browse.site.total)
    expect(page.get_by_role("button", name="Apply the filters")).to_have_count(0)
    mark(page)
    planning, planned = browse.box("migration_phase", "planning"), browse.count_of("migration_phase", "planning")
    planning.check()
    browse.expect_count(planned)
    expect(page).to_have_url(browse.site + "/practices/?migration_phase=planning")
    expect(browse.chip("Planning")).to_be_visible()
    expect(planning).to_be_checked()
    expect(planning).to_be_focused()
    expect(page.locator("#facet-migration_phase legend")).to_contain_text("1 chosen")

    together = browse.count_of("policy_area", "policy-coherence")
    assert 0 < together < planned
    browse.box("policy_area", "policy-coherence").check()
    browse.expect_count(together)
    browse.box("migration_phase", "planning").uncheck()
    expect(page).to_have_url(browse.site + "/practices/?policy_area=policy-coherence")
    expect(browse.chip("Planning")).to_have_count(0)
    expect_same_page(page)


def test_back_and_forward_restore_results(page: Page, browse: Browse) -> None:
    browse.open()
    planned = browse.count_of("migration_phase", "planning")
    browse.box("migration_phase", "planning").check()
    browse.expect_count(planned)
    browse.box("policy_area", "policy-coherence").check()
    expect(browse.chip("Policy coherence")).to_be_visible()
    page.go_back()
    browse.expect_count(planned)
    expect(browse.box("migration_phase", "planning")).to_be_checked()
    expect(browse.box("policy_area", "policy-coherence")).not_to_be_checked()
    page.go_back()
    browse.expect_count(browse.site.total)
    expect(browse.box("migration_phase", "planning")).not_to_be_checked()
    page.go_forward()
    browse.expect_count(planned)
    expect(browse.box("migration_phase", "planning")).to_be_checked()


@pytest.mark.both_databases
def test_typing_searches_and_keeps_the_cursor(page: Page, browse: Browse) -> None:
    browse.open("?migration_phase=employment")
    mark(page)
    browse.search.press_sequentially("remittances")
    browse.search.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=remittances&migration_phase=employment$"))
    expect(browse.search).to_be_focused()
    expect(browse.search).to_have_value("remittances")
    expect(browse.titles.first).to_be_visible()
    expect(page.locator(".results mark").first).to_be_visible()
    expect(page).to_have_title(re.compile("^remittances, Employment: "))
    expect_same_page(page)


def test_chips_take_away_what_they_name(page: Page, browse: Browse) -> None:
    browse.open("?q=remittances&policy_area=remittances&country=PH")
    mark(page)
    browse.chip("Philippines").click()
    expect(page).to_have_url(browse.site + "/practices/?q=remittances&policy_area=remittances")
    expect(page.locator("#results")).to_be_focused()
    browse.chip("“remittances”").click()
    expect(page).to_have_url(browse.site + "/practices/?policy_area=remittances")
    expect(browse.search).to_have_value("")
    expect(browse.box("policy_area", "remittances")).to_be_checked()
    browse.box("migration_phase", "employment").check()
    expect(page).to_have_url(browse.site + "/practices/?migration_phase=employment&policy_area=remittances")
    browse.search.fill("remittances")
    browse.search.press("Enter")
    expect(page).to_have_url(re.compile(r"q=remittances&"))
    browse.chip("Clear all").click()
    expect(page).to_have_url(browse.site + "/practices/")
    browse.expect_count(browse.site.total)
    expect(browse.search).to_have_value("")
    expect(page.locator("input[type=checkbox]:checked")).to_have_count(0)
    expect_same_page(page)


def test_order_and_pages_change_in_place(page: Page, browse: Browse) -> None:
    browse.open()
    mark(page)
    page.get_by_role("link", name="title", exact=True).click()
    expect(page).to_have_url(browse.site + "/practices/?sort=title")
    expect(page.get_by_role("link", name="title", exact=True)).to_have_attribute("aria-current", "true")
    titles = browse.titles.all_inner_texts()
    assert titles == sorted(titles, key=str.casefold)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Next").click()
    expect(page).to_have_url(browse.site + "/practices/?sort=title&page=2")
    expect(page.get_by_role("link", name="Page 2")).to_have_attribute("aria-current", "page")
    expect(browse.titles.first).to_be_in_viewport()
    seen = titles + browse.titles.all_inner_texts()
    for number in range(3, -(-browse.site.total // len(titles)) + 1):
        page.get_by_role("link", name=f"Page {number}").click()
        expect(page.get_by_role("link", name=f"Page {number}")).to_have_attribute("aria-current", "page")
        expect(browse.titles).to_have_count(min(len(titles), browse.site.total - len(seen)))
        seen += browse.titles.all_inner_texts()
    assert len(set(seen)) == browse.site.total, "the pages together show every practice once"
    browse.box("migration_phase", "planning").check()
    expect(page).to_have_url(browse.site + "/practices/?migration_phase=planning&sort=title")
    expect_same_page(page)


def test_a_long_facet_can_be_searched(page: Page, browse: Browse) -> None:
    browse.open()
    countries = page.get_by_role("group", name="Country", exact=True)
    tunisia, egypt = browse.box("country", "TN"), browse.box("country", "EG")
    expect(tunisia).to_have_count(0)
    mark(page)
    countries.get_by_role("link", name="Show").click()
    find = countries.get_by_role("searchbox", name="Find in ‘Country’")
    expect(find).to_be_focused()
    expect(tunisia).to_be_visible()
    find.press_sequentially("Túnis")
    expect(tunisia).to_be_visible()
    expect(egypt).to_be_hidden()
    find.press("Enter")
    find.fill("")
    expect(tunisia).to_be_visible()
    expect(egypt).to_be_visible()
    expect(page).to_have_url(browse.site + "/practices/")
    expect_same_page(page)


def test_what_was_unfolded_stays_unfolded(page: Page, browse: Browse) -> None:
    browse.open()
    page.locator("#facet-country .more").click()
    browse.box("migration_phase", "employment").check()
    expect(browse.chip("Employment")).to_be_visible()
    tunisia = browse.box("country", "TN")
    tunisia.check()
    expect(browse.chip("Tunisia")).to_be_visible()
    expect(page).to_have_url(browse.site + "/practices/?migration_phase=employment&country=TN")
    expect(tunisia).to_be_focused()
    tunisia.uncheck()
    expect(browse.chip("Tunisia")).to_have_count(0)
    expect(tunisia).to_be_focused()


def test_what_is_chosen_before_scripts_have_come_counts_all_the_same(page: Page, browse: Browse) -> None:
    page.route("**/htmx-2*.js", lambda route: None)  # it never comes
    page.goto(browse.site + "/practices/")
    browse.box("migration_phase", "planning").check()
    expect(browse.chip("Planning")).to_be_visible()
    assert page.url.endswith("migration_phase=planning")


def test_the_sheet_of_filters_stays_open_until_it_is_closed(page: Page, browse: Browse) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    browse.open()
    planning = browse.box("migration_phase", "planning")
    expect(planning).to_be_hidden()
    page.get_by_role("link", name="Filters").click()
    planning.check()
    expect(browse.chip("Planning")).to_be_visible()
    expect(planning).to_be_visible()
    page.locator(".sheet-top").get_by_role("link", name="Close").click()
    browse.chip("Planning").click()
    browse.expect_count(browse.site.total)
    expect(planning).to_be_hidden()


def test_another_language_keeps_the_question(page: Page, browse: Browse) -> None:
    browse.open("?q=remittances")
    browse.box("policy_area", "remittances").check()
    expect(browse.chip("Policy area: Remittances")).to_be_visible()
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(browse.site + "/fr/practices/?q=remittances&policy_area=remittances")
    expect(browse.box("policy_area", "remittances")).to_be_checked()


def test_files_and_the_feed_are_one_step_from_the_count(browse: Browse) -> None:
    browse.page.set_viewport_size({"width": 320, "height": 800})
    for name, target in (("Download", "#take-away"), ("Follow", "#follow")):
        browse.open("?country=PH")
        expect(browse.page.locator(target)).not_to_be_in_viewport()
        browse.page.locator(".resbar").get_by_role("link", name=name).click()
        expect(browse.page.locator(target)).to_be_in_viewport()
    assert browse.page.evaluate("document.documentElement.scrollWidth") == 320


def test_from_nothing_found_ways_lead_on(page: Page, browse: Browse) -> None:
    browse.open("?policy_area=remittances&migration_phase=employment")
    browse.search.fill("quagga")
    browse.search.press("Enter")
    expect(page.get_by_role("heading", name="The catalogue does not have the word “quagga”")).to_be_visible()
    expect(page.locator("#status")).to_contain_text("does not have the word “quagga”")
    way = page.locator(".drops a").first
    promised = int(way.locator(".num").inner_text())
    way.click()
    browse.expect_count(promised)


def test_a_country_that_is_named_leads_to_its_page(page: Page, browse: Browse) -> None:
    for question, address in (("?q=Kenya", "/countries/KE/"), ("?country=BD", "/countries/BD/")):
        browse.open(question)
        page.get_by_role("link", name="Country page").click()
        expect(page).to_have_url(browse.site + address)
        expect(page.locator(".profile")).to_be_visible()
