"""What is typed into a practice's form is saved by itself, told to nobody else, and there on the next computer."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, Page, expect

from practices.editorial import history
from practices.models import Practice, Unsaved

from .conftest import Desk, unfold

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def elsewhere(browser: Browser, desk: Desk, browser_context_args: dict[str, Any]) -> Any:
    """A second computer: for whoever signs in there."""
    context = browser.new_context(**browser_context_args)
    yield Desk(desk.site, desk.curator, desk.draft, context.new_page())
    context.close()


def open_form(desk: Desk) -> Page:
    desk.page.clock.install()
    desk.page.goto(desk.form)
    return desk.page


def wait_for_it(page: Page) -> None:
    """Let twenty seconds pass."""
    page.clock.run_for(20_500)
    expect(page.locator("#saved")).to_contain_text("Saved ")


def test_it_is_there_on_the_next_computer_and_a_conflict_is_found_as_before(
    desk: Desk, elsewhere: Desk, complaints: list[str]
) -> None:
    page = open_form(desk)
    page.fill("#id_title_en", "Typed at the office")
    page.fill("#id_done_en", "One line.\nAnother.")
    unfold(page)
    page.get_by_label("Remittances").check()
    wait_for_it(page)
    assert Practice.objects.get(pk=desk.draft.pk).title_en == "Kenya trains nurses"
    changed = Practice.objects.get(pk=desk.draft.pk)
    changed.title_en = "Written by somebody else"
    changed.save()
    history.record(changed, get_user_model().objects.get(username="curator"))

    elsewhere.sign_in()
    at_home = open_form(elsewhere)
    expect(at_home.locator("#id_title_en")).to_have_value("Typed at the office")
    expect(at_home.locator("#id_done_en")).to_have_value("One line.\nAnother.")
    expect(at_home.get_by_label("Remittances")).to_be_checked()
    expect(at_home.locator("#unsaved")).to_contain_text("A newer version was saved since")
    at_home.locator("[name=_save]").first.click()
    expect(at_home.locator("#conflict")).to_contain_text("Written by somebody else")
    at_home.locator("[name=_save]").first.click()
    expect(at_home.locator(".messagelist")).to_contain_text("changed successfully")
    assert Practice.objects.get(pk=desk.draft.pk).title_en == "Typed at the office"
    assert not Unsaved.objects.exists()
    assert complaints == []


def test_it_says_when_it_can_not_be_saved_and_who_else_is_there(desk: Desk, elsewhere: Desk) -> None:
    page = open_form(desk)
    expect(page.locator("#others")).to_be_empty()
    elsewhere.sign_in(get_user_model().objects.get(username="curator"))
    other = open_form(elsewhere)
    expect(other.locator("#others")).to_contain_text("is editing this, too, since")
    page.clock.run_for(60_500)
    expect(page.locator("#others")).to_contain_text("curator is editing this, too, since")
    page.context.set_offline(True)
    page.fill("#id_title_en", "Typed offline")
    page.clock.run_for(20_500)
    expect(page.locator("#saved")).to_contain_text("Not saved by itself just now")
    page.context.set_offline(False)
    wait_for_it(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#id_title_en")).not_to_have_value("Typed offline")
    assert not Unsaved.objects.exists()


def test_the_preview_in_its_own_window_follows_what_is_typed(desk: Desk, complaints: list[str]) -> None:
    page = desk.page
    page.goto(desk.form)
    page.fill("#id_title_en", "Typed once")
    with page.context.expect_page() as opened:
        page.locator("summary", has_text="Preview").click()
        page.locator("#beside").get_by_role("button", name="English").click()
    window = opened.value
    expect(window.locator("h1")).to_have_text("Typed once")
    page.fill("#id_title_en", "Typed twice")
    expect(window.locator("h1")).to_have_text("Typed twice")
    page.fill("#id_title_en", "")
    expect(window.locator("main")).to_contain_text("This field is required.")
    page.fill("#id_title_en", "Typed thrice")
    expect(window.locator("h1")).to_have_text("Typed thrice")
    assert Practice.objects.get(pk=desk.draft.pk).title_en == "Kenya trains nurses"
    assert complaints == []


def test_a_comment_is_made_and_settled_at_its_field_and_what_is_typed_stays(desk: Desk, complaints: list[str]) -> None:
    page = desk.page
    page.goto(desk.form)
    page.fill("#id_summary_en", "Typed meanwhile")
    field = page.locator(".field-summary_en")
    field.get_by_role("link", name="Comment").click()
    field.get_by_label("Comment", exact=True).fill("Which year?")
    field.get_by_role("button", name="Add the comment").click()
    expect(field.locator(".remark")).to_contain_text("Which year?")
    expect(page.locator(".conversation li", has_text="Which year?").locator(".state")).to_have_text("open")
    field.get_by_role("button", name="Settle").click()
    expect(field.locator(".remark")).to_have_count(0)
    expect(page.locator(".conversation li", has_text="Which year?").locator(".state")).to_have_count(0)
    expect(field.get_by_role("link", name="Comment")).to_be_focused()
    expect(page.locator("#id_summary_en")).to_have_value("Typed meanwhile")
    assert complaints == []
