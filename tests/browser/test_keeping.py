"""Keeping practices in a selection: at once with JavaScript, through results that htmx replaces, and without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import Browse, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def button(page: Page, place: int) -> Locator:
    return page.locator(".results .pick button").nth(place)


def test_a_script_keeps_at_once_says_so_and_counts(browse: Browse) -> None:
    page = browse.page
    browse.open("?sort=title")
    first, second = button(page, 0), button(page, 1)
    number = page.locator("[data-kept-count]")
    expect(first).to_have_attribute("aria-pressed", "false")
    expect(number).to_be_hidden()
    address = page.url
    for one in (second, first):
        one.click()
        expect(one).to_have_attribute("aria-pressed", "true")
    expect(first).to_contain_text("Kept")
    expect(page.get_by_role("status").filter(has_text="Practices in your selection: 2.")).to_have_count(1)
    expect(number).to_have_text("2")
    assert page.url == address
    kept = [one.get_attribute("value") for one in (second, first)]
    page.get_by_role("link", name="newest", exact=True).click()  # other results, by htmx
    expect(page.locator("#results")).to_be_focused()
    expect(button(page, 0)).to_have_attribute(
        "aria-pressed", "true" if button(page, 0).get_attribute("value") in kept else "false"
    )
    page.locator(".own").click()
    expect(page.locator("h1")).to_have_text("Selection of 2 practices")
    assert [one.get_attribute("id") for one in page.locator(".picked > li").all()] == [f"practice-{pk}" for pk in kept]
    page.get_by_role("button", name="Move up").click()
    page.get_by_role("button", name="Remove").first.click()
    expect(page.locator(".picked > li")).to_have_attribute("id", f"practice-{kept[0]}")
    expect(number).to_have_text("1")


def test_without_a_script_one_is_back_where_one_was_and_sees_it(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/practices/?sort=title")
    pressed = button(page, 3)
    number = pressed.get_attribute("value")
    pressed.click()
    assert page.url == site + f"/practices/?sort=title#kept-{number}"
    page.locator(f"#kept-{number}").click()
    expect(page.locator(".picked > li")).to_have_attribute("id", f"practice-{number}")
    context.close()
