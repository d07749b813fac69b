"""The curators' help in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .test_accessibility import WCAG, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.usefixtures("_signed_in")]


def test_a_page_of_help_has_no_barrier_and_shows_its_pictures(page: Page, site: Site, complaints: list[str]) -> None:
    look_at(page, site, "/admin/help/enter/", [*WCAG, "best-practice"], complaints)
    for picture in page.locator(".help-text img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("it => it.naturalWidth") > 300
    assert complaints == []
