"""Everything works where JavaScript is missing or blocked; choosing then needs a button."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Browse

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Turn JavaScript off."""
    return {**browser_context_args, "java_script_enabled": False}


def test_boxes_and_a_button_filter(page: Page, browse: Browse) -> None:
    browse.open()
    browse.expect_count(browse.site.total)
    browse.box("migration_phase", "planning").check()
    browse.box("policy_area", "policy-coherence").check()
    browse.expect_count(browse.site.total)
    page.get_by_role("button", name="Apply the filters").first.click()
    expect(browse.box("migration_phase", "planning")).to_be_checked()
    expect(browse.box("policy_area", "policy-coherence")).to_be_checked()
    expect(browse.chip("Planning")).to_be_visible()
    both = browse.count_of("policy_area", "policy-coherence")
    assert 0 < both < browse.site.total
    browse.expect_count(both)
    browse.chip("Planning").click()
    expect(page).to_have_url(browse.site + "/practices/?policy_area=policy-coherence")
    browse.chip("Clear all").click()
    browse.expect_count(browse.site.total)


def test_search_keeps_the_filters(page: Page, browse: Browse) -> None:
    browse.open("?policy_area=remittances")
    browse.search.fill("bank")
    page.get_by_role("button", name="Search").click()
    expect(browse.chip("“bank”")).to_be_visible()
    expect(browse.chip("Remittances")).to_be_visible()
    expect(browse.titles.first).to_be_visible()
    expect(page.locator(".results mark").first).to_be_visible()
    page.get_by_role("link", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#q")).to_have_value("bank")
    expect(browse.box("policy_area", "remittances")).to_be_checked()


def test_the_home_page_searches(page: Page, browse: Browse) -> None:
    browse.open(path="/")
    browse.search.fill("remittances")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(browse.site + "/practices/?q=remittances")
    expect(browse.titles.first).to_be_visible()


def test_order_pages_and_long_facets_are_links(page: Page, browse: Browse) -> None:
    browse.open()
    page.get_by_role("link", name="title", exact=True).click()
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(browse.site + "/practices/?sort=title&page=2")
    expect(page.get_by_role("link", name="Page 2")).to_have_attribute("aria-current", "page")
    expect(page.locator("ol.results")).to_have_attribute("start", "21")
    tunisia = browse.box("country", "TN")
    expect(tunisia).to_have_count(0)
    page.locator("#facet-country .more").click()
    tunisia.check()
    page.get_by_role("button", name="Apply the filters").last.click()
    expect(page).to_have_url(browse.site + "/practices/?q=&sort=title&more=country&country=TN")
    expect(browse.chip("Tunisia")).to_be_visible()
