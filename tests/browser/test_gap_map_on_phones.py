"""The gap map on a phone: one row at a time, with the keyboard, without a script and for screen readers."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, Page, expect

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 375, "height": 800})
    return page


def shown(page: Page) -> list[str]:
    """Return the rows that are open."""
    rows = page.locator(".gapmap tbody > tr:not(.opened)")
    return rows.evaluate_all(
        "rows => rows.filter(row => row.querySelector('td').checkVisibility()).map(row => row.id.slice(4))"
    )


def test_one_row_is_open_and_the_keyboard_opens_another(phone: Page, site: Site) -> None:
    phone.goto(site + "/gaps/")
    [first] = shown(phone)
    link = phone.get_by_role("link", name="Remittances 4 of 8")
    link.focus()
    assert link.evaluate("it => parseFloat(getComputedStyle(it).outlineWidth)") >= 2
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(site + "/gaps/#row-remittances")
    assert shown(phone) == ["remittances"] != [first]
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="Remittances", exact=True)).to_be_focused()
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.querySelector('.col').textContent") == "Planning"
    for _step in range(3):
        phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(site + "/gaps/?cell=remittances:training#gap")
    assert shown(phone) == ["remittances"]
    expect(phone.get_by_role("link", name="Propose one")).to_be_visible()
    phone.get_by_role("link", name="Integration 5 of 8").press("Enter")
    assert shown(phone) == ["integration"]
    expect(phone.get_by_role("link", name="Propose one")).to_be_hidden()


def test_it_stays_a_table_for_screen_readers(phone: Page, site: Site) -> None:
    phone.goto(site + "/gaps/#row-remittances")
    table = phone.get_by_role("table")
    row = table.get_by_role("row").filter(has=phone.get_by_role("rowheader", name="Remittances"))
    expect(row.get_by_role("cell")).to_have_count(9)
    expect(row.get_by_role("cell", name="no practice yet: Remittances, Training")).to_be_visible()
    phone.evaluate(AXE_SCRIPT)
    found = AxeResults(phone.evaluate("axe.run()"))
    assert not found.violations_count, found.generate_report()


def test_nothing_scrolls_sideways_and_all_is_there_without_a_script(browser: Browser, site: Site) -> None:
    for width in (320, 375, 700):
        context = browser.new_context(viewport={"width": width, "height": 700}, java_script_enabled=False)
        page = context.new_page()
        for path in ("/gaps/", "/fr/gaps/?cell=remittances:training#gap", "/es/gaps/?rows=country&columns=source"):
            page.goto(site + path)
            box = page.locator(".gapmap").bounding_box()
            assert box and box["width"] <= width, (path, width)
        page.goto(site + "/gaps/")
        page.locator(".unfold").last.click()
        assert page.locator(".gapmap tbody td:visible").count() == 9
        context.close()


def test_a_wide_screen_shows_the_whole_map(page: Page, site: Site) -> None:
    page.goto(site + "/gaps/#row-remittances")
    assert len(shown(page)) == 17
    expect(page.locator(".unfold").first).to_be_hidden()
    expect(page.get_by_role("columnheader", name="Planning")).to_be_visible()
    page.goto(site + "/gaps/?cell=remittances:training#gap")
    expect(page.get_by_role("heading", name="No practice yet: Remittances, Training")).to_be_visible()
    expect(page.get_by_role("link", name="Propose one")).to_be_visible()
