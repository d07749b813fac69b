"""A card in a frame on a page of another site, and the dialog that gives its code."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Frame, Page, Route, expect

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PARTNER = "http://127.0.0.1:9/page"  # another origin than the site's localhost; nothing answers but the test


def framed(page: Page, address: str, width: int, height: int = 430) -> Frame:
    """Open a partner's page that shows an address in a frame. Return what is in the frame."""
    code = f'<!doctype html><html lang="en"><title>Partner</title><iframe id="card" src="{address}" title="Card" '
    html = f'{code} width="{width}" height="{height}" style="border: 0"></iframe>'

    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html")

    page.route(PARTNER, answer)
    page.goto(PARTNER)
    frame: Frame = page.locator("#card").element_handle().content_frame()
    frame.wait_for_load_state()
    return frame


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["published", "withdrawn", "missing"])
def test_a_card_shows_on_another_site_at_any_width(
    page: Page, site: Site, complaints: list[str], scheme: Any, which: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    number = {"published": site.published, "withdrawn": site.withdrawn, "missing": 999_999}[which]
    frame = framed(page, f"{site.url}/embed/{number}/", 640)
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator("footer")).to_have_text("Labour Mobility Practices (opens in a new tab)")
    assert page.context.cookies() == []
    assert [text for text in complaints if "status of 4" not in text] == []
    frame.evaluate(AXE_SCRIPT)
    for width in (640, 220):
        page.eval_on_selector("#card", "(card, width) => { card.width = width; }", width)
        assert frame.evaluate("document.documentElement.scrollWidth") <= width
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = AxeResults(frame.evaluate("tags => axe.run({runOnly: tags})", tags))
        assert not found.violations_count, found.generate_report()


def test_a_forced_theme_wins_over_the_device(page: Page, site: Site) -> None:
    def background(theme: str) -> str:
        frame = framed(page, f"{site.url}/embed/{site.published}/{theme}", 640)
        return str(frame.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        shown = {theme: background(theme) for theme in ("", "?theme=light", "?theme=dark")}
        assert shown["?theme=light"] == "rgb(255, 255, 255)" != shown["?theme=dark"]
        assert shown[""] == shown[f"?theme={scheme}"]


def test_a_cards_link_opens_the_practice_beside_the_partners_page(page: Page, site: Site) -> None:
    frame = framed(page, f"{site.url}/embed/{site.published}/", 640)
    with page.expect_popup() as opened:
        frame.get_by_role("link").first.click()
    expect(opened.value.locator("h1")).to_be_visible()
    assert f"/practices/{site.published}/" in opened.value.url
    assert page.url == PARTNER


def test_no_other_page_shows_in_a_frame(page: Page, site: Site) -> None:
    frame = framed(page, f"{site.url}/practices/{site.published}/", 640)
    assert frame.locator("h1", has_text="ractice").count() == 0
    assert frame.url.startswith("chrome-error:")


def test_the_dialog_gives_the_code_by_keyboard(page: Page, site: Site, complaints: list[str]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}/practices/{site.published}/")
    dialog, opener = page.get_by_role("dialog", name="Share or embed"), page.get_by_role("button", name="Get the code")
    expect(dialog).to_be_hidden()
    opener.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    code = dialog.get_by_label("Card in a frame")
    dialog.locator("p", has=code).get_by_role("button", name="Copy").press("Enter")
    expect(dialog.get_by_role("button", name="Copied")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == code.input_value()
    assert copied.startswith("<iframe src=")
    expect(page.frame_locator(".sharing iframe").locator("h1")).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate("axe.run('#share')"))
    assert not found.violations_count, found.generate_report()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    assert complaints == []
