"""What the statement on accessibility says of forced colours and of motion, on that page and on others."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from .conftest import Site
from .test_accessibility import WCAG

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MOVING = """() => [...document.querySelectorAll("*")].filter(one => {
    const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
    return parseFloat(transitionDuration) > 0 || animationName !== "none" || scrollBehavior !== "auto";
}).map(one => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("path", ["/accessibility/", "/privacy/"])
def test_with_forced_colours_there_is_no_barrier_and_the_focus_can_be_seen(page: Page, site: Site, path: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(site + path)
    page.evaluate(AXE_SCRIPT)
    # Of forced colours axe reads those that would be there without them.
    asked = {"resultTypes": ["violations"], "runOnly": WCAG, "rules": {"color-contrast": {"enabled": False}}}
    found = AxeResults(page.evaluate("asked => axe.run(asked)", asked))
    assert not found.violations_count, found.generate_report()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("path", ["/", "/practices/", "/gaps/", "/countries/", "/accessibility/"])
def test_nothing_moves_where_less_motion_is_asked_for(page: Page, site: Site, path: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(site + path)
    assert page.evaluate(MOVING) == []


def test_something_would_move_otherwise(page: Page, site: Site) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.goto(site + "/")
    assert page.evaluate(MOVING)
