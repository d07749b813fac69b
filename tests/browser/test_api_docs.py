"""On the API's documentation page each address can be tried; nothing comes from elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_an_example_runs_at_a_click(page: Page, site: Site, complaints: list[str], settings: Any) -> None:
    settings.SITE_URL = site.url
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + "/api/v1/docs")
    operation = page.locator("#operations-Practices-getPractice")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    expect(operation.locator(".live-responses-table")).to_contain_text("permanent_url")
    # The last request that it made is the one that it shows.
    assert asked[-1].startswith(site + "/api/v1/practices/")
    assert [address for address in asked if not address.startswith(site.url)] == []
    assert complaints == []
