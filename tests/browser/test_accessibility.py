"""Every kind of page, light and dark, wide and narrow: no barrier that axe knows of, no complaint of the browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 320)

PAGES = {
    "home": "/",
    "home-fr": "/fr/",
    "browse": "/practices/",
    "browse-asked": "/practices/?q=remittances&policy_area=remittances&country=PH&sort=title",
    "browse-page-2": "/practices/?page=2",
    "browse-empty": "/practices/?q=xyzzy&country=PH",
    "browse-too-long": "/practices/?q=" + 201 * "a",
    "browse-unknown": "/practices/?country=atlantis",
    "practice": "/practices/{published}/",
    "practice-fr": "/fr/practices/{published}/",
    "withdrawn": "/practices/{withdrawn}/",
    "missing": "/nothing/",
    "about": "/about/",
}
OTHERS_PAGES = {
    "admin-index": "/admin/",
    "admin-list": "/admin/practices/practice/",
    "admin-form": "/admin/practices/practice/{published}/change/",
    "admin-withdraw": "/admin/practices/practice/{published}/withdraw/",
    "api-docs": "/api/v1/docs",
}


def barriers(page: Page, tags: list[str], leaving_out: list[str] | None = None) -> str:
    """What axe finds, as text. Empty if it finds nothing."""
    options = {"resultTypes": ["violations"], "runOnly": tags}
    context: dict[str, Any] = {"exclude": [[selector] for selector in leaving_out or []]}
    found = Axe().run(page, context=context if leaving_out else None, options=options)
    return found.generate_report() if found.violations_count else ""


def open_page(page: Page, site: Site, path: str, scheme: str, complaints: list[str]) -> None:
    """Open a page and hold that the browser had nothing to complain about but the status that it should have."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    response = page.goto(site + path.format(published=site.published, withdrawn=site.withdrawn))
    page.wait_for_load_state("networkidle")
    if response and response.status in {404, 410}:
        complaints[:] = [text for text in complaints if not re.search(r"status of (404|410)", text)]
    assert complaints == [], f"{path}: the browser complains"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_our_pages_have_no_barrier(page: Page, site: Site, complaints: list[str], name: str, scheme: str) -> None:
    open_page(page, site, PAGES[name], scheme, complaints)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for fold in page.locator("details").all():
            fold.evaluate("fold => fold.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name}: scrolls sideways at {width}"
        assert not (report := barriers(page, [*WCAG, "best-practice"])), f"{name}, {width} px wide: {report}"


@pytest.mark.usefixtures("_signed_in")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", OTHERS_PAGES)
def test_pages_that_others_drew_have_no_barrier(
    page: Page, site: Site, complaints: list[str], name: str, scheme: str
) -> None:
    open_page(page, site, OTHERS_PAGES[name], scheme, complaints)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not (report := barriers(page, WCAG)), f"{name}, {width} px wide: {report}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signing_in_has_no_barrier(page: Page, site: Site, complaints: list[str], scheme: str) -> None:
    open_page(page, site, "/admin/login/", scheme, complaints)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not (report := barriers(page, WCAG)), f"{width} px wide: {report}"
