"""The address of a feed is copied at a click, also after a filter has fetched other results."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site, in_clipboard, touch

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_the_address_is_that_of_what_is_shown(page: Page, site: Site, complaints: list[str]) -> None:
    page.context.grant_permissions(["clipboard-write"])
    page.goto(site + "/practices/?country=MA")
    touch(page)
    page.locator("input[name=country][value=ES]").check()
    expect(page.locator("#feed")).to_have_value(re.compile("country=ES"))
    page.locator("#feed").hover()
    expect(page.locator(".subscribe button")).to_have_count(1)
    page.locator(".subscribe button").click()
    expect(page.locator(".subscribe button")).to_have_text("Copied")
    assert in_clipboard(page).endswith("/practices/feed.atom?country=ES&country=MA")
    link = page.locator('link[type="application/atom+xml"]')
    expect(link).to_have_attribute("href", re.compile("feed.atom[?]country=ES&country=MA$"))
    page.go_back()
    expect(link).to_have_attribute("href", re.compile("feed.atom[?]country=MA$"))
    assert complaints == []
