"""The form of a practice in a browser: how long it is, what is always in view, order, counters, signs for the text."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from practices.editorial import content, history
from practices.models import Citation, Figure, Practice, Source

from .conftest import Desk, add_row, unfold
from .test_curators_rooms import expect_no_barrier

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDE = {"width": 1280, "height": 900}


def tab_stops(page: Page) -> int:
    """Return how often one presses the key Tab to get through a page."""
    for stops in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return stops
    raise AssertionError("there is no end of tab stops")


def test_an_empty_form_has_few_tab_stops(desk: Desk) -> None:
    desk.page.set_viewport_size(WIDE)
    desk.page.goto(desk.site + "/admin/practices/practice/add/")
    desk.page.evaluate("document.activeElement.blur()")
    assert 30 < tab_stops(desk.page) <= 60


def test_the_fullest_entry_takes_five_screens(desk: Desk) -> None:
    copies = [(len(str(one)), one) for one in map(content.of, Practice.objects.published())]
    _length, fullest = max(copies, key=lambda one: (sum(len(one[1][name]) for name in content.ROWS), one[0]))
    content.put({name: value for name, value in fullest.items() if name != "slug"}, desk.draft)
    desk.page.set_viewport_size(WIDE)
    desk.page.goto(desk.form)
    height = desk.page.evaluate("document.documentElement.scrollHeight")
    assert 900 < height <= 5 * 900


def test_what_has_the_focus_is_never_behind_the_bar(desk: Desk) -> None:
    page = desk.page
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(desk.form)
    page.locator("#id_title_en").focus()
    for _step in range(40):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
                const it = document.activeElement, bar = document.querySelector(".pf-bar");
                const {top, bottom} = it.getBoundingClientRect();
                return !bar.contains(it) && it !== document.body && bottom - top < 400
                    && bottom > bar.getBoundingClientRect().top + 1 && it.outerHTML.slice(0, 80);
            }"""
        )
        assert not covered


@pytest.mark.parametrize("how", ["button", "key", "drag"])
def test_rows_are_put_in_order(desk: Desk, how: str) -> None:
    page = desk.page
    for section in ("Second", "Third"):
        Citation.objects.create(practice=desk.draft, source=Source.objects.first(), section=section)
    history.catch_up(desk.draft)
    page.goto(desk.form)
    row = page.locator("#citations-2")
    if how == "button":
        row.get_by_role("button", name="Move up").click()
        row.get_by_role("button", name="Move up").click()
        expect(row.get_by_role("button", name="Move down")).to_be_focused()
    elif how == "key":
        row.locator("summary").focus()
        page.keyboard.press("Alt+ArrowUp")
        page.keyboard.press("Alt+ArrowUp")
        expect(row.locator("summary")).to_be_focused()
    else:
        row.locator("summary").drag_to(page.locator("#citations-0 summary"), target_position={"x": 50, "y": 3})
    if how != "drag":
        expect(page.locator("#citations-group [role=status]")).to_contain_text("now at place 1 of 3")
    unfold(page)
    assert page.locator("#id_figures-0-citation option").nth(1).get_attribute("value") == "3"
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    cited = content.of(Practice.objects.get(pk=desk.draft.pk))
    assert [one["section"] for one in cited["citations"]] == ["Third", "A section", "Second"]
    assert cited["figures"][0]["citation"] == 2


def test_a_limit_counts_as_the_server_does(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    said = page.locator("#id_title_en_helptext .limit")
    page.fill("#id_title_en", "  Two   words e\u0301 ")
    expect(said).to_have_text("11 of 120")
    page.fill("#id_title_en", "x" * 121)
    expect(said).to_have_class("limit over")
    expect(page.get_by_role("status").get_by_text("121 of 120")).to_be_attached()
    page.fill("#id_done_en", "One\n\nTwo\n")
    expect(page.locator("#id_done_en_helptext .limit")).to_have_text("8 of 20,000")
    add_row(page, "requirements")
    page.fill("#id_requirements-0-text_en", "A fund.")
    expect(page.locator("#id_requirements-0-text_en_helptext .limit")).to_have_text("7 of 300")


def test_signs_are_put_into_the_text_and_can_be_undone(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    box, bar = page.locator("#id_done_en"), page.get_by_role("toolbar", name="What was done")
    box.fill("One\nTwo")
    box.press("ControlOrMeta+a")
    bar.get_by_role("button", name="List").click()
    expect(box).to_have_value("- One\n- Two")
    box.press("ControlOrMeta+z")
    expect(box).to_have_value("One\nTwo")
    box.press("ControlOrMeta+a")
    box.press("ControlOrMeta+b")
    expect(box).to_have_value("**One\nTwo**")
    box.fill("")
    box.press("Alt+F10")
    expect(bar.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(box).to_have_value("[text of the link](https://)")


def test_a_list_that_is_pasted_becomes_one(desk: Desk) -> None:
    page = desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(desk.form)
    page.evaluate("navigator.clipboard.writeText('It has:\\n•\\tOne\\n•\\tTwo')")
    box = page.locator("#id_done_en")
    box.fill("")
    box.press("ControlOrMeta+v")
    expect(box).to_have_value("It has:\n- One\n- Two")
    box.press("ControlOrMeta+z")
    expect(box).to_have_value("")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_a_translation_has_no_barrier(desk: Desk, complaints: list[str], theme: Any, width: int) -> None:
    page = desk.page
    Figure.objects.filter(practice=desk.draft).update(unit_en="people")
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(desk.form)
    page.get_by_role("navigation", name="Language of the text").get_by_role("link", name="Français").click()
    expect(page.get_by_text("Kenya trains nurses").first).to_be_visible()
    unfold(page)
    assert complaints == []
    expect_no_barrier(page)
