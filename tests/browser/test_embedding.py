"""A card in a frame on a page of another site, and the dialog that gives its code."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Frame, Page, expect

from practices.models import Country, MigrationPhase, Practice
from practices.sharing.embedding import height_for, of_country, of_gaps

from .conftest import Site, in_clipboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class PartnersPage(BaseHTTPRequestHandler):
    """A page of another site that shows in a frame what stands after the question mark."""

    def do_GET(self) -> None:
        address = self.path.partition("?")[2]
        frame = f'<iframe id="card" src="{address}" title="Card" width="640" height="430"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f'<!doctype html><html lang="en"><title>Partner</title>{frame}'.encode())

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def partner() -> Iterator[str]:
    """The address of a partner's page: of another origin than the site, which is on localhost."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), PartnersPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


Framing = Callable[[str], Frame]


@pytest.fixture
def framed(page: Page, partner: str, site: Site) -> Framing:
    """A function that opens the partner's page with a path of the site in a frame, and returns what is in it."""

    def open_in_frame(path: str) -> Frame:
        page.goto(f"{partner}?{site.url}{path}")
        found = page.locator("#card").element_handle().content_frame()
        assert found
        return found

    return open_in_frame


@pytest.mark.parametrize(
    "which", ["published", "withdrawn", "missing", "countries/PH", "countries/TD", "countries/XX", "gaps"]
)
def test_a_card_shows_on_another_site_at_any_width(
    page: Page, site: Site, framed: Framing, complaints: list[str], which: str
) -> None:
    number = {"published": site.published, "withdrawn": site.withdrawn, "missing": 999_999}.get(which, which)
    card = framed(f"/embed/{number}/")
    expect(card.locator("h1")).to_be_visible()
    expect(card.locator("footer")).to_have_text("Labour Mobility Practices (opens in a new tab)")
    assert page.context.cookies() == []
    assert [text for text in complaints if "status of 4" not in text] == []
    card.evaluate(AXE_SCRIPT)
    for scheme, width in (("light", 640), ("light", 220), ("dark", 220)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.eval_on_selector("#card", "(frame, width) => { frame.width = width; }", width)
        found = AxeResults(card.evaluate("options => axe.run(options)", {"runOnly": RULES}))
        assert not found.violations_count, found.generate_report()
        assert card.evaluate("document.documentElement.scrollWidth") <= width


def test_what_a_partner_copies_cuts_nothing_off(page: Page, site: Site) -> None:
    """A copied frame keeps its height where a phone makes it narrower. These cards say the most."""
    page.set_viewport_size({"width": 640, "height": height_for(640)})
    for prefix, number in (("", 13), ("/fr", 13), ("/es", 16), ("/fr", 39)):
        page.goto(f"{site.url}{prefix}/embed/{number}/")
        for width in (640, 343, 288):
            page.set_viewport_size({"width": width, "height": height_for(640)})
            needed = page.evaluate("document.documentElement.scrollHeight")
            assert needed <= height_for(640), (prefix, number, width)


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_a_card_that_says_very_much_fits_the_sizes_that_oembed_promises(page: Page, site: Site, prefix: str) -> None:
    practice = Practice.objects.get(pk=13)
    for language in ("en", "fr", "es"):
        setattr(practice, f"title_{language}", "An uncommonly long title that speaks of agreements and follow-up " * 2)
    practice.save()
    practice.migration_phases.set(MigrationPhase.objects.all())
    for code in ("BA", "CD", "CF", "TZ", "VE", "BO", "KP", "GB"):
        practice.participations.create(country=Country.objects.get(code=code), role="origin")
    page.goto(f"{site.url}{prefix}/embed/13/")
    for width in (250, 279, 280, 400, 619, 640):
        height = height_for(width)
        page.set_viewport_size({"width": width, "height": height})
        sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert sizes == [width, height], width


def test_nothing_is_cut_off_the_card_of_a_country(page: Page, site: Site) -> None:
    height = of_country("PH", "").height
    for prefix, code in (("", "PH"), ("/fr", "PH"), ("/fr", "KE"), ("/es", "EC"), ("/fr", "IT"), ("/fr", "TD")):
        page.goto(f"{site.url}{prefix}/embed/countries/{code}/")
        for width in (640, 343, 288):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollHeight") <= height, (prefix, code, width)


def test_a_map_fits_its_frame_and_scrolls_in_itself_where_it_is_narrow(page: Page, site: Site) -> None:
    for prefix in ("", "/fr", "/es"):
        page.goto(f"{site.url}{prefix}/embed/gaps/")
        for width in (640, 320):
            page.set_viewport_size({"width": width, "height": of_gaps("", "", 17).height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if width == 640:
                assert page.evaluate("document.documentElement.scrollHeight") <= of_gaps("", "", 17).height
    page.get_by_role("region").focus()
    last = page.locator("tbody tr").first.locator("td").last
    expect(last).not_to_be_in_viewport()
    for _step in range(12):
        page.keyboard.press("ArrowRight")
    expect(last).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/countries/MA/", "/gaps/"])
def test_the_code_of_other_cards_is_copied_by_keyboard(
    page: Page, site: Site, complaints: list[str], path: str
) -> None:
    page.context.grant_permissions(["clipboard-write"])
    page.goto(site + path)
    page.locator(".framing summary").press("Enter")
    code = page.get_by_label("Card in a frame")
    expect(code).to_be_visible()
    page.locator("#share-card + button").press("Enter")
    copied = in_clipboard(page)
    assert copied == code.input_value()
    assert copied.startswith("<blockquote>")
    expect(page.frame_locator(".framing iframe").locator("h1")).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate("axe.run('.framing')"))
    assert not found.violations_count, found.generate_report()
    assert complaints == []


def test_the_phases_of_a_card_do_not_run_into_each_other(page: Page, site: Site) -> None:
    sticking_out = "labels => labels.filter(label => label.scrollWidth > label.clientWidth).map(l => l.textContent)"
    for prefix in ("", "/fr", "/es"):
        page.goto(f"{site.url}{prefix}/embed/{site.published}/")
        for width in (640, 760):
            page.set_viewport_size({"width": width, "height": 340})
            labels = page.locator(".track li > span")
            if width == 640:
                expect(page.locator(".caption")).to_be_visible()
                assert {box["width"] for label in labels.all() if (box := label.bounding_box())} == {1}
            else:
                assert labels.evaluate_all(sticking_out) == []


def test_a_forced_theme_wins_over_the_device(page: Page, site: Site, framed: Framing) -> None:
    def background(theme: str) -> str:
        frame = framed(f"/embed/{site.published}/{theme}")
        return str(frame.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        shown = {theme: background(theme) for theme in ("", "?theme=light", "?theme=dark")}
        assert shown["?theme=light"] == "rgb(255, 255, 255)" != shown["?theme=dark"]
        assert shown[""] == shown[f"?theme={scheme}"]


def test_a_cards_link_opens_the_practice_beside_the_partners_page(page: Page, site: Site, framed: Framing) -> None:
    frame = framed(f"/embed/{site.published}/")
    with page.expect_popup() as opened:
        frame.get_by_role("link").first.click()
    expect(opened.value.locator("h1")).to_be_visible()
    assert f"/practices/{site.published}/" in opened.value.url
    assert page.url.endswith(f"/embed/{site.published}/")


def test_no_other_page_shows_in_a_frame(site: Site, framed: Framing) -> None:
    assert framed(f"/practices/{site.published}/").url.startswith("chrome-error:")


def test_the_dialog_gives_the_code_by_keyboard(page: Page, site: Site, complaints: list[str]) -> None:
    page.context.grant_permissions(["clipboard-write"])
    page.goto(f"{site.url}/practices/{site.published}/")
    dialog, opener = page.get_by_role("dialog", name="Share or embed"), page.get_by_role("button", name="Get the code")
    expect(dialog).to_be_hidden()
    expect(page.locator("body")).to_be_focused()
    page.locator("summary", has_text="Share").press("Enter")
    opener.press("Enter")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    code = dialog.get_by_label("Card in a frame")
    dialog.locator("#share-card + button").press("Enter")
    expect(dialog.get_by_role("button", name="Copied")).to_have_count(1)
    copied = in_clipboard(page)
    assert copied == code.input_value()
    assert copied.startswith("<blockquote>")
    expect(page.frame_locator(".sharing iframe").locator("h1")).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate("axe.run('#share')"))
    assert not found.violations_count, found.generate_report()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    assert complaints == []
