"""Proposing a practice with the keyboard alone, without JavaScript, on a narrow screen; no page has a barrier."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from .conftest import Site
from .test_accessibility import WCAG, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def narrow(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page 320 pixels wide in which no script runs."""
    options = {"java_script_enabled": False, "viewport": {"width": 320, "height": 700}}
    context = browser.new_context(**{**browser_context_args, **options})
    yield context.new_page()
    context.close()


def tab_to(page: Page, label: str, most: int = 120) -> None:
    """Press the tab key until the field or button of this name has the focus; never does the hidden one have it."""
    target = page.get_by_label(label, exact=True).or_(page.get_by_role("button", name=label, exact=True)).first
    for _step in range(most):
        page.keyboard.press("Tab")
        name, is_there = target.evaluate("it => [document.activeElement.name, it === document.activeElement]")
        assert name != "homepage"
        if is_there:
            return
    raise AssertionError(f"the tab key doesn't lead to {label!r}")


def enter(page: Page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.type(text)


def press(page: Page, label: str) -> None:
    tab_to(page, label)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def propose(page: Page, site: Site) -> str:
    """Go all the way with the keyboard, and return the address at which it is followed."""
    page.goto(site + "/propose/")
    enter(page, "Title", "Kenya trains nurses")
    enter(page, "In short", "A college trains nurses.")
    press(page, "Save and continue")
    enter(page, "Country", "Keny")
    enter(page, "Its role", "Workers leave")
    tab_to(page, "One country")
    page.keyboard.press("Space")
    press(page, "Save and continue")
    tab_to(page, "An institution, for example an agency or a centre")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("A law or regulation")).to_be_checked()
    press(page, "Save and continue")
    press(page, "Save and continue")
    enter(page, "Title, and who published it", "A report")
    press(page, "Save and continue")
    enter(page, "Your mail address", "not an address")
    press(page, "Save and continue")
    expect(page.get_by_role("alert")).to_contain_text("Enter a valid email address.")
    tab_to(page, "Your mail address")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("ana@example.org")
    press(page, "Save and continue")
    press(page, "Send")
    expect(page.get_by_role("heading", name="Now confirm your mail address")).to_be_visible()
    return urlsplit(page.url).path


def confirm(page: Page, site: Site) -> None:
    link = re.search(r"/propose/confirm/\S+", str(mail.outbox[-1].body))
    assert link is not None
    page.goto(site + link[0])
    press(page, "Confirm")
    expect(page.get_by_role("heading", name="It waits for an editor")).to_be_visible()


@pytest.mark.usefixtures("_signed_in")
def test_the_keyboard_is_enough_and_no_page_has_a_barrier(
    narrow: Page, page: Page, site: Site, complaints: list[str]
) -> None:
    path = propose(narrow, site)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
    for step in ("", "where/", "kind/", "you/"):
        look_at(page, site, path + step, [*WCAG, "best-practice"], complaints)
    confirm(narrow, site)
    look_at(page, site, path, [*WCAG, "best-practice"], complaints)
    page.goto(site + "/admin/practices/submission/")
    address = page.get_by_role("link", name="Kenya trains nurses").first.get_attribute("href") or ""
    for admin_page in ("/admin/practices/submission/", address, address.replace("change", "decline")):
        look_at(page, site, admin_page, WCAG, complaints)


@pytest.mark.parametrize("path", ["/propose/", "/fr/propose/", "/propose/correction/{published}/"])
def test_the_first_page_has_no_barrier(page: Page, site: Site, complaints: list[str], path: str) -> None:
    look_at(page, site, path, [*WCAG, "best-practice"], complaints)


def test_a_form_with_mistakes_has_no_barrier(page: Page, site: Site) -> None:
    page.goto(site + "/propose/")
    page.get_by_label("Title").fill("x" * 121)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("at most 120 characters")
    expect(page).to_have_title(re.compile("^Please check:"))
    page.get_by_role("alert").get_by_role("link", name="Title").click()
    expect(page.get_by_label("Title")).to_be_focused()
    assert Axe().run(page).violations_count == 0
