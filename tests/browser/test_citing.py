"""A reference is copied at a click; without JavaScript it stands there to be copied by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Site, in_clipboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_each_reference_is_copied_at_a_click(page: Page, site: Site, complaints: list[str]) -> None:
    page.context.grant_permissions(["clipboard-write"])
    page.clock.install()
    page.goto(site + f"/practices/{site.published}/")
    page.locator("summary", has_text="Cite").click()
    references = page.locator("#cite .cite").all_inner_texts()
    assert len(set(references)) == len(references) == 4  # of the entry and three documents
    for number, reference in enumerate(references):
        button = page.locator("#cite button").nth(number)
        button.click()
        expect(button).to_have_text("Copied")
        assert in_clipboard(page) == reference
        page.clock.run_for(3000)
        expect(button).to_have_text("Copy")
    assert complaints == []


def test_where_copying_is_not_allowed_the_text_is_selected(page: Page, site: Site) -> None:
    page.goto(site + f"/practices/{site.published}/")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    page.locator("summary", has_text="Cite").click()
    button = page.locator("#cite button").first
    button.click()
    expect(button).to_have_text("Text selected")
    assert page.evaluate("getSelection().toString()") == page.locator("#cite .cite").first.inner_text()


def test_without_javascript_there_are_no_buttons(browser: Browser, site: Site) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(site + f"/practices/{site.published}/")
    expect(page.locator("#cite .cite")).to_have_count(4)
    expect(page.locator("#cite button")).to_have_count(0)
    page.close()
