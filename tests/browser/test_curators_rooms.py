"""Django's admin as curators use it: rows opened, lists to choose from open, either theme, a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page, expect

from practices.models import Practice
from tests import factories

from .conftest import Desk, add_row, let_bars_rest, unfold
from .test_accessibility import WCAG, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE = {"width": 320, "height": 700}


def expect_no_barrier(page: Page) -> None:
    """Hold that axe finds nothing, and that the page doesn't scroll sideways."""
    let_bars_rest(page)
    page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate("tags => axe.run({resultTypes: ['violations'], runOnly: tags})", WCAG))
    assert not found.violations_count, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, PHONE], ids=["desktop", "phone"])
def test_a_form_with_a_new_row_of_each_kind_and_an_open_list_has_no_barrier(
    desk: Desk, complaints: list[str], theme: Any, size: Any
) -> None:
    page = desk.page
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(size)
    page.goto(desk.form)
    for rows in ("participations", "involvements", "citations", "figures", "requirements"):
        add_row(page, rows)
    for fold in page.locator("form details").all():
        fold.evaluate("fold => (fold.open = true)")
    let_bars_rest(page)  # before the list opens: it stays where it is
    page.locator("#participations-1").get_by_role("combobox", name="Country").click()
    expect(page.get_by_role("listbox", name="Country").get_by_role("option").nth(5)).to_be_visible()
    assert complaints == []
    expect_no_barrier(page)


def test_a_list_is_chosen_from_with_the_keyboard_alone(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    unfold(page)
    box = page.locator("#participations-0").get_by_role("combobox", name="Country")
    expect(box).to_have_accessible_name("Country: Kenya")
    box.focus()
    page.keyboard.press("Enter")
    search = page.get_by_role("searchbox", name="Country")
    expect(search).to_be_focused()
    page.keyboard.type("maroc")
    option = page.get_by_role("listbox", name="Country").get_by_role("option", name="Morocco")
    expect(option).to_be_visible()
    expect(search).to_have_attribute("aria-activedescendant", str(option.get_attribute("id")))
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_accessible_name("Country: Morocco")


def test_names_stay_right_when_a_row_above_is_taken_away(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    add_row(page, "involvements")
    add_row(page, "involvements")
    page.locator("#involvements-1").get_by_role("button", name="Remove").click()
    let_bars_rest(page)  # before the list opens: it stays where it is
    box = page.locator("#involvements-2").get_by_role("combobox", name="Organisation")
    box.click()
    expect(page.get_by_role("listbox", name="Organisation").get_by_role("option").first).to_be_visible()
    expect_no_barrier(page)


def test_what_was_looked_for_in_vain_goes_along_to_the_form_of_a_new_one(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    add_row(page, "involvements")
    row = page.locator(".pf-row[id^=involvements-]:not(.has_original)").last
    row.get_by_role("combobox", name="Organisation").click()
    page.locator(".select2-container--open .select2-search__field").fill("Port & Dock Union")
    expect(page.get_by_role("listbox", name="Organisation")).to_contain_text("No results found")
    page.keyboard.press("Escape")
    with page.expect_popup() as opened:
        row.get_by_role("link", name="Add another organisation").click()
    expect(opened.value.locator("#id_name_en")).to_have_value("Port & Dock Union")


def test_a_figures_choice_of_citations_follows_the_rows(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    for section in ("Second", "Third"):
        add_row(page, "citations")
        page.get_by_role("textbox", name="Section").last.fill(section)
    chosen = page.locator("#id_figures-0-citation")
    unfold(page)
    chosen.focus()
    assert chosen.locator("option").all_inner_texts() == ["---------", "#1 Report, 21-26", "#2 Second", "#3 Third"]
    chosen.select_option("3")
    page.locator("#citations-1").get_by_role("button", name="Remove").click()
    chosen.focus()
    assert chosen.locator("option").all_inner_texts() == ["---------", "#1 Report, 21-26", "#2 Third"]
    expect(chosen).to_have_value("3")  # the row that it was
    page.locator("#citations-2").get_by_role("button", name="Remove").click()
    expect(chosen).to_have_value("")


def test_deleting_a_draft_has_no_barrier(desk: Desk, complaints: list[str]) -> None:
    look_at(desk.page, desk.site, f"/admin/practices/practice/{desk.draft.pk}/delete/", WCAG, complaints)


@pytest.mark.parametrize(("asked", "system"), [("dark", "light"), ("light", "dark")])
def test_the_theme_switch_outdoes_the_systems_scheme(desk: Desk, asked: str, system: Any) -> None:
    page = desk.page
    page.emulate_media(color_scheme=system)
    page.goto(desk.site + "/admin/")
    page.evaluate("theme => localStorage.setItem('theme', theme)", asked)
    page.reload()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"dark": "rgb(14, 23, 28)", "light": "rgb(255, 255, 255)"}[asked]
    expect_no_barrier(page)
    page.get_by_role("button", name="Toggle theme").click()
    assert page.evaluate("localStorage.getItem('theme')") != asked


def test_a_wide_list_scrolls_in_a_box_that_the_keyboard_reaches(desk: Desk) -> None:
    page = desk.page
    page.set_viewport_size(PHONE)
    page.goto(desk.site + "/admin/practices/practice/")
    box = page.locator(".results")
    expect(box).to_have_attribute("tabindex", "0")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.results').scrollLeft > 0")


@pytest.mark.parametrize("language", ["fr", "es"])
def test_the_form_leads_to_itself_in_another_language(desk: Desk, complaints: list[str], language: str) -> None:
    page = desk.page
    page.goto(desk.form)
    page.locator(f".langs a[lang={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("#id_title_en")).to_have_value("Kenya trains nurses")
    assert complaints == []


def test_the_name_leads_to_the_public_site(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.site + "/fr/admin/")
    page.locator("#site-name .site").click()
    expect(page).to_have_url(desk.site + "/fr/")


def test_a_practice_is_entered_with_its_citation_and_figure_in_one_go(desk: Desk) -> None:
    page = desk.page
    source = factories.source()
    page.goto(desk.site + "/admin/practices/practice/add/")
    page.get_by_label("Title:", exact=True).fill("Ghana counts its beekeepers")
    page.get_by_label("Summary:", exact=True).fill("Ghana counts its beekeepers each year.")
    expect(page.locator("#id_slug")).to_have_value("")  # it is made of the title
    for field, value in {
        "evidence_basis": "named-practice",
        "instrument": "research-or-data",
        "level": "national",
    }.items():
        page.select_option(f"#id_{field}", value)
    for rows, label, typed in (("participations", "Country", "Ghana"), ("citations", "Source document", str(source))):
        add_row(page, rows)
        page.locator(f"#{rows}-0").get_by_role("combobox", name=label).click()
        page.keyboard.type(typed)
        page.get_by_role("listbox", name=label).get_by_role("option", name=typed, exact=True).click()
    page.select_option("#id_participations-0-role", "origin")
    page.fill("#id_citations-0-pages", "12-14")
    add_row(page, "figures")
    page.fill("#id_figures-0-value", "4100")
    page.fill("#id_figures-0-label_en", "beekeepers counted")
    page.select_option("#id_figures-0-citation", label=f"#1 {source}, 12-14")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    entered = Practice.objects.get(slug="ghana-counts-its-beekeepers")
    assert entered.figures.get().citation == entered.citations.get()
    assert entered.participations.get().country.code == "GH"
