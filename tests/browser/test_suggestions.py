"""Suggestions while typing: by keyboard and by mouse, for eyes and for screen readers, and none without JavaScript."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Locator, Page, Route, expect

from .conftest import Browse
from .test_accessibility import OF_COLOUR, WCAG

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

RULES = [*WCAG, "best-practice"]


@pytest.fixture
def box(page: Page) -> Locator:
    """The search box, where JavaScript makes it a combobox."""
    return page.get_by_role("combobox", name="Search practices")


@pytest.fixture
def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


@pytest.fixture
def status(page: Page) -> Locator:
    """What a screen reader says of the list."""
    return page.locator(".box [role=status]")


def offer(page: Page, browse: Browse, box: Locator, path: str = "/", typed: str = "mor") -> None:
    """Open a page and type until there is a list."""
    browse.open(path=path)
    box.press_sequentially(typed)
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()


def expect_active(page: Page, box: Locator, options: Locator, index: int | None) -> None:
    """Hold that one option, or none, is the one that Enter follows, for every way of telling it."""
    for i in range(options.count()):
        expect(options.nth(i)).to_have_attribute("aria-selected", "true" if i == index else "false")
    if index is None:
        assert box.get_attribute("aria-activedescendant") is None
    else:
        expect(box).to_have_attribute("aria-activedescendant", options.nth(index).get_attribute("id") or "?")
        expect(options.nth(index)).to_be_in_viewport()
    expect(box).to_be_focused()


def test_a_list_opens_with_roles_names_and_a_status(page, browse, box, options, status, complaints) -> None:
    browse.open(path="/")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    controlled = page.locator(f"#{box.get_attribute('aria-controls')}")
    expect(controlled).to_have_attribute("role", "listbox")
    expect(controlled).to_be_hidden()
    expect(status).to_have_text("")
    box.press_sequentially("m")
    expect(controlled).to_be_hidden()
    box.press_sequentially("or")
    expect(controlled).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(options.filter(has_text="Morocco").first).to_be_visible()
    expect(page.get_by_role("group", name="Country").get_by_role("option", name="Morocco")).to_be_visible()
    expect(status).to_have_text(f"Suggestions: {options.count()}. Choose with the arrow keys.")
    expect_active(page, box, options, None)
    ids = [options.nth(i).get_attribute("id") for i in range(options.count())]
    assert len(set(ids)) == len(ids) > 1
    box.fill("")
    expect(controlled).to_be_hidden()
    expect(status).to_have_text("")
    assert complaints == []


def test_arrows_go_round_and_pass_the_text(page, browse, box, options) -> None:
    offer(page, browse, box)
    last = options.count() - 1
    assert last >= 1
    box.press("ArrowDown")
    expect_active(page, box, options, 0)
    box.press("ArrowDown")
    expect_active(page, box, options, 1)
    box.press("ArrowUp")
    expect_active(page, box, options, 0)
    box.press("ArrowUp")
    expect_active(page, box, options, None)
    box.press("ArrowUp")
    expect_active(page, box, options, last)
    box.press("ArrowDown")
    expect_active(page, box, options, None)
    expect(box).to_have_value("mor")


def test_enter_follows_what_is_chosen(page, browse, box, options) -> None:
    offer(page, browse, box, typed="moroc")
    box.press("ArrowDown")
    expect(options.first).to_contain_text("Morocco")
    promised = int(re.search(r"(\d+) practices?$", options.first.inner_text()).group(1))
    box.press("Enter")
    expect(page).to_have_url(browse.site + "/countries/MA/")
    expect(page.locator(".profile")).to_contain_text(f"{promised} practices")


def test_enter_searches_where_nothing_is_chosen(page, browse, box) -> None:
    offer(page, browse, box)
    box.press("ArrowDown")
    box.press("ArrowUp")
    box.press("Enter")
    expect(page).to_have_url(browse.site + "/practices/?q=mor")


def test_escape_closes_the_list_and_keeps_the_text(page, browse, box, options, status) -> None:
    offer(page, browse, box)
    box.press("ArrowDown")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("mor")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_be_focused()
    assert box.get_attribute("aria-activedescendant") is None
    expect(status).to_have_text("")
    box.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_have_count(0)
    box.press("Enter")
    expect(page).to_have_url(browse.site + "/practices/?q=mor")


def test_tab_leaves_and_closes_the_list(page, browse, box) -> None:
    offer(page, browse, box)
    box.press("ArrowDown")
    box.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("mor")
    expect(page).to_have_url(browse.site + "/")


def test_a_click_follows_and_a_press_beside_closes(page, browse, box, options) -> None:
    offer(page, browse, box)
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("listbox")).to_have_count(0)
    box.press("End")
    box.press_sequentially("oc")
    options.filter(has_text="Morocco").first.click()
    expect(page).to_have_url(browse.site + "/countries/MA/")


def test_a_practice_leads_to_its_page(page, browse, box, options) -> None:
    offer(page, browse, box, typed="anapec")
    page.get_by_role("group", name="Practices").get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(r"/practices/\d+/[a-z-]+/$"))


def test_on_the_browse_page_results_follow_in_place(page, browse, box, options) -> None:
    offer(page, browse, box, path="/practices/", typed="moroc")
    page.evaluate("window.isTheSamePage = true")
    box.press("Escape")
    box.press("Enter")
    expect(page).to_have_url(browse.site + "/practices/?q=moroc")
    expect(browse.titles.first).to_be_visible()
    expect(box).to_be_focused()
    browse.box("migration_phase", "recruitment").check()
    expect(page).to_have_url(browse.site + "/practices/?q=moroc&migration_phase=recruitment")
    box.press("End")
    box.press_sequentially("co")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    expect_active(page, box, options, 0)
    box.press("Escape")
    box.fill("")
    box.press("Enter")
    expect(page).to_have_url(browse.site + "/practices/?migration_phase=recruitment")
    assert page.evaluate("window.isTheSamePage")


def test_it_speaks_the_readers_language(page, browse) -> None:
    browse.open(path="/fr/")
    box = page.locator("#q[role=combobox]")
    box.press_sequentially("mor")
    expect(page.get_by_role("group", name="Pays").get_by_role("option", name="Maroc")).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/fr/countries/[A-Z]{2}/$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_list_has_no_barrier(page, browse, box, options, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    offer(page, browse, box)
    box.press("ArrowDown")
    page.evaluate(AXE_SCRIPT)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        expect(options.first).to_be_in_viewport()
        page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished))")
        rules = {"resultTypes": ["violations"], "runOnly": RULES if scheme == "light" else OF_COLOUR}
        found = AxeResults(page.evaluate("options => axe.run('main', options)", rules))
        assert not found.violations_count, f"{scheme}, {width} px: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# When things go wrong -----------------------------------------------------------------------------


def answering(page: Page, answer: Any) -> None:
    """Let the server's suggestions be these."""

    def fulfil(route: Route) -> None:
        answer(route)

    page.route("**/practices/suggest*", fulfil)


def test_searching_works_where_suggestions_fail(page, browse, box) -> None:
    failing = [
        lambda route: route.abort(),
        lambda route: route.fulfill(status=500, body="no"),
        lambda route: route.fulfill(status=200, body="<html>no JSON"),
        lambda route: route.fulfill(status=200, body="{}"),
    ]
    answering(page, lambda route: failing.pop()(route))
    browse.open(path="/")
    for typed in ("re", "mitt", "an", "ces"):
        with page.expect_request("**/practices/suggest*"):
            box.press_sequentially(typed)
        expect(page.get_by_role("listbox")).to_have_count(0)
        expect(box).to_have_attribute("aria-expanded", "false")
    box.press("Enter")
    expect(page).to_have_url(browse.site + "/practices/?q=remittances")
    expect(browse.titles.first).to_be_visible()


def test_what_is_called_strangely_is_shown_as_text(page, browse, box, options, complaints) -> None:
    name = "<img src=x onerror=alert(1)> & “Bank”"
    group = {"label": "<b>Kind</b>", "options": [{"label": name, "note": "<i>1</i>", "url": "/about/"}]}
    answering(page, lambda route: route.fulfill(status=200, body=json.dumps({"groups": [group]})))
    browse.open(path="/")
    box.press_sequentially("bank")
    expect(options).to_have_text([f"{name} <i>1</i>"])
    expect(page.get_by_role("group", name="<b>Kind</b>")).to_be_visible()
    assert complaints == []


def test_an_answer_that_comes_late_is_not_shown(page, browse, box, options) -> None:
    """The first question is answered after the second one."""
    waiting: list[Route] = []

    def answer(route: Route) -> None:
        if "q=mo&" in route.request.url + "&":
            waiting.append(route)
        else:
            route.continue_()

    answering(page, answer)
    browse.open(path="/")
    with page.expect_request("**/practices/suggest?q=mo"):
        box.press_sequentially("mo")
    box.press_sequentially("roc")
    expect(options.filter(has_text="Morocco").first).to_be_visible()
    shown = options.all_inner_texts()
    group = {"label": "Late", "options": [{"label": "Late", "note": "", "url": "/"}]}
    for route in waiting:
        # The browser may have given up on it already, which is as good.
        route.fulfill(status=200, body=json.dumps({"groups": [group]}))
    box.press("ArrowDown")
    expect_active(page, box, options, 0)
    assert options.all_inner_texts() == shown


def test_a_list_does_not_open_when_the_reader_has_left(page, browse, box) -> None:
    waiting: list[Route] = []
    answering(page, waiting.append)
    browse.open(path="/")
    with page.expect_request("**/practices/suggest*"):
        box.press_sequentially("mor")
    box.press("Tab")
    for route in waiting:
        route.continue_()
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    expect(page.get_by_role("listbox")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/practices/"])
def test_without_javascript_it_is_a_plain_search_box(browser, site, path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(site + path)
        box = page.get_by_role("searchbox", name="Search practices")
        for attribute in ("role", "aria-expanded", "aria-controls", "aria-autocomplete", "aria-activedescendant"):
            assert box.get_attribute(attribute) is None
        expect(page.locator("[role=listbox]")).to_have_count(0)
        box.fill("remittances")
        box.press("Enter")
        expect(page.locator(".results h3").first).to_be_visible()
    finally:
        context.close()
