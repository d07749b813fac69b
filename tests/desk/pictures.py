"""Take the pictures of the curators' help anew, in each language: `make pictures`.

They show a site of its own in a temporary folder, with the practices of this repository and made-up drafts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.conftest import CHROMIUM_ARGUMENTS, chromium
from tests.search.made_up import MISTAKES, MadeUp

FOLDER = Path(settings.BASE_DIR) / "static" / "help"
WIDTH, MARGIN = 820, 6  # pixels
# What stays on the screen while the rest moves would lie over the picture.
PLAIN = """#header, #nav-sidebar, #toggle-nav-sidebar { display: none } .main > .content { max-width: 100% !important }
.pf-bar, .pf-next > div { position: static }"""


def desk(page: Page, made: MadeUp) -> list[Locator]:
    """What waits for a curator."""
    page.goto("admin/")
    panels = page.locator("section[aria-labelledby=waiting-heading]")
    return [panels.locator("h2"), panels.locator(".desk-list > li").nth(2)]


def completeness(page: Page, made: MadeUp) -> list[Locator]:
    """What a draft still lacks."""
    page.goto(f"admin/practices/practice/{made.draft.pk}/change/")
    return [page.locator(".standing"), page.locator(".completeness")]


def saving(page: Page, made: MadeUp) -> list[Locator]:
    """The bar below a draft, with what can follow a save."""
    page.goto(f"admin/practices/practice/{made.complete.pk}/change/")
    page.locator("#id__reason").fill(made.reason)
    page.locator(".pf-others summary").click()
    return [page.locator("#section-history"), page.locator(".pf-bar")]


def review(page: Page, made: MadeUp) -> list[Locator]:
    """The page of a move."""
    page.goto(f"admin/practices/practice/{made.complete.pk}/move/submit/")
    return [page.locator("#content h1"), page.locator("#content form")]


def conflict(page: Page, made: MadeUp) -> list[Locator]:
    """A save over somebody else's."""
    page.goto(f"admin/practices/practice/{made.draft.pk}/change/")
    made.colleague_saves()
    page.locator("#id_start_year").fill("2009")
    page.locator("[name=_save]").first.click()
    return [page.locator("#conflict")]


def kept(page: Page, made: MadeUp) -> list[Locator]:
    """Text that was typed and not saved."""
    page.goto(f"admin/practices/practice/{made.complete.pk}/change/")
    page.locator("#id_summary_en").fill(made.reason)
    page.wait_for_function("Object.keys(localStorage).some(key => key.startsWith('kept:'))")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    page.goto(f"admin/practices/practice/{made.complete.pk}/change/")
    return [page.locator("#kept")]


def compare(page: Page, made: MadeUp) -> list[Locator]:
    """A working copy beside what readers see."""
    page.goto(f"admin/practices/practice/{made.copy.pk}/compare/")
    return [page.locator("#content h2").first, page.locator(".difference").last]


def past(page: Page, made: MadeUp) -> list[Locator]:
    """Two versions in a history."""
    page.goto(f"admin/practices/practice/{made.complete.pk}/history/")
    return [page.locator(".versions > li").first, page.locator(".versions > li").nth(1)]


def merge(page: Page, made: MadeUp) -> list[Locator]:
    """What replacing a term changes."""
    page.goto(f"admin/practices/policyarea/{made.term.pk}/merge/?into={made.other_term.pk}")
    return [page.locator("#content h2").first, page.locator("#content .preview > li").nth(2)]


def mistakes(page: Page, made: MadeUp) -> list[Locator]:
    """The mistakes of a spreadsheet."""
    page.goto("admin/practices/practice/import/")
    file = {"name": "practices.csv", "mimeType": "text/csv", "buffer": MISTAKES.encode()}
    page.locator("input[type=file]").set_input_files([file])
    page.locator("#content input[type=submit]").click()
    return [page.locator("#content h2").first, page.locator(".exchange .button")]


def proposal(page: Page, made: MadeUp) -> list[Locator]:
    """What a reader proposed."""
    page.goto(f"admin/practices/submission/{made.submission.pk}/change/")
    return [page.locator("#content h1"), page.locator(".submission section").first]


PICTURES: list[Callable[[Page, MadeUp], list[Locator]]] = [
    desk, completeness, saving, kept, review, conflict, compare, past, merge, mistakes, proposal
]  # fmt: skip


def take(page: Page, around: list[Locator], file: Path) -> None:
    """Photograph the part of the page from the first of these to the last."""
    page.add_style_tag(content=PLAIN)
    page.evaluate("scrollTo(0, 0)")
    boxes = [box for place in around if (box := place.bounding_box())]
    left = min(box["x"] for box in boxes) - MARGIN
    top = min(box["y"] for box in boxes) - MARGIN
    right = max(box["x"] + box["width"] for box in boxes) + MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    page.screenshot(path=file, clip=clip, full_page=True)
    sys.stdout.write(f"{file.relative_to(settings.BASE_DIR)}: {file.stat().st_size // 1000} kB\n")


def photograph(browser: Browser, address: str, language: str, made: MadeUp) -> None:
    """Take the pictures in one language."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"{language}/"
    size = {"width": WIDTH, "height": 900}
    context = browser.new_context(base_url=f"{address}/{prefix}", viewport=size, locale=language, bypass_csp=True)
    client = Client()
    client.force_login(made.curator)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    page = context.new_page()
    for picture in PICTURES:
        take(page, picture(page, made), FOLDER / language / f"{picture.__name__}.png")
    context.close()


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
def take_all() -> None:
    """Take all pictures in all languages. Needs the settings of the tests, which have a database of their own."""
    for command in ("migrate", "load_practices", "index"):
        call_command(command, verbosity=0)
    made = MadeUp()
    server = LiveServer("localhost")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        for language, _name in settings.LANGUAGES:
            photograph(browser, server.url, language, made)
        browser.close()
    server.stop()
