"""The style guide in a browser: no barrier in any component, in any colours, width or direction."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from .conftest import Site
from .test_accessibility import OF_COLOUR, WCAG

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_no_component_has_a_barrier(page: Page, site: Site, complaints: list[str], settings: Any) -> None:
    settings.DEBUG = True
    page.goto(site + "/styleguide/")
    assert complaints == []
    page.evaluate(AXE_SCRIPT)
    wrong = []

    def look(state: str, only: list[str], rules: dict[str, dict[str, bool]] | None = None) -> None:
        asked = {"resultTypes": ["violations"], "runOnly": only, "rules": rules or {}}
        found = AxeResults(page.evaluate("asked => axe.run(asked)", asked))
        if found.violations_count:
            wrong.append(f"{state}: {found.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{state}: scrolls sideways")

    # Two kinds of pages of a list stand on this page alone.
    look("light", [*WCAG, "best-practice"], {"landmark-unique": {"enabled": False}})
    page.emulate_media(color_scheme="dark")
    look("dark", OF_COLOUR)
    page.emulate_media(color_scheme="light", forced_colors="active")
    # Of forced colours axe reads those that would be there without them, so contrast is none of its business.
    look("forced colours", WCAG, {"color-contrast": {"enabled": False}})
    page.emulate_media(forced_colors="none")
    page.set_viewport_size({"width": 320, "height": 900})
    look("narrow", WCAG)
    page.evaluate("document.documentElement.dir = 'rtl'")
    look("narrow, from right to left", WCAG)
    assert not wrong, "\n".join(wrong)
