"""What is typed into a form of the admin is kept in the browser until it is saved, and offered again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from practices.editorial import history
from practices.models import Country, Practice

from .conftest import Desk, add_row, choose, unfold

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def kept(page: Page) -> list[dict[str, Any]]:
    """What the browser keeps, of anybody."""
    everything = page.evaluate("({...localStorage})")
    return [json.loads(text) for key, text in everything.items() if key.startswith("kept:")]


def wait_until_nothing_is_kept(page: Page) -> None:  # a page is seen before its scripts have run
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('kept:'))")


def wait_until_kept(page: Page, text: str) -> None:
    page.wait_for_function("text => Object.values(localStorage).some(kept => kept.includes(text))", arg=text)


def save(page: Page) -> None:
    page.locator("[name=_save]").first.click()


def notice(page: Page) -> Locator:
    return page.locator("#kept")


def put_back(page: Page) -> None:
    page.get_by_role("button", name="Put it back").click()


def expire(desk: Desk) -> None:
    """End the session on the server, as time does."""
    cookies = desk.page.context.cookies()
    key = next(cookie["value"] for cookie in cookies if cookie["name"] == settings.SESSION_COOKIE_NAME)
    Session.objects.filter(session_key=key).delete()


def leave(page: Page) -> None:
    """Leave a changed form, and accept the warning."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")


def type_and_leave(desk: Desk, title: str) -> None:
    desk.page.goto(desk.form)
    desk.page.fill("#id_title_en", title)
    leave(desk.page)


def type_in_fields_of_each_kind(page: Page) -> None:
    page.fill("#id_title_en", "Kenya trains nurses for abroad")
    unfold(page)
    page.fill("#id_done_en", "First line.\nSecond line with <b>marks</b> & “quotes”.")
    page.get_by_label("Remittances").check()
    page.locator("#id_mobility_types input").first.check()
    page.select_option("#id_level", "bilateral")
    page.select_option("#id_participations-0-role", "transit")
    add_row(page, "participations")
    choose(page, "Country", "Morocco", "#participations-1")
    page.select_option("#id_participations-1-role", "destination")
    add_row(page, "citations")
    page.fill("#id_citations-1-section", "Typed section")
    page.select_option("#id_figures-0-citation", "2")
    page.check("#id_involvements-0-DELETE")


def expect_what_was_typed(page: Page) -> None:
    expect(page.locator("#id_title_en")).to_have_value("Kenya trains nurses for abroad")
    expect(page.locator("#id_done_en")).to_have_value("First line.\nSecond line with <b>marks</b> & “quotes”.")
    expect(page.get_by_label("Remittances")).to_be_checked()
    expect(page.locator("#id_level")).to_have_value("bilateral")
    expect(page.locator("#id_participations-0-role")).to_have_value("transit")
    expect(page.locator("#participations-1").get_by_role("combobox", name="Country")).to_contain_text("Morocco")
    expect(page.locator("#id_citations-1-section")).to_have_value("Typed section")
    expect(page.locator("#id_figures-0-citation")).to_have_value("2")
    expect(page.locator("#id_involvements-0-DELETE")).to_be_checked()


def test_what_was_typed_is_offered_after_an_expired_session_and_put_back_as_it_was(
    desk: Desk, complaints: list[str]
) -> None:
    page = desk.page
    page.goto(desk.form)
    type_in_fields_of_each_kind(page)
    expire(desk)
    save(page)
    expect(page.get_by_label("Username")).to_be_visible()
    page.get_by_label("Username").fill("writer")
    page.get_by_label("Password").fill("a good password")
    page.keyboard.press("Enter")
    expect(notice(page)).to_contain_text("was not saved")
    expect(page.locator("#id_title_en")).to_have_value("Kenya trains nurses")
    assert complaints == []
    put_back(page)
    expect(notice(page)).to_contain_text("Fields put back: 11.")
    expect(notice(page)).to_be_focused()
    expect_what_was_typed(page)
    choose(
        page,
        "Source document",
        page.evaluate("document.querySelector('#id_citations-0-source').selectedOptions[0].text"),
        "#citations-1",
    )
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    wait_until_nothing_is_kept(page)
    draft = Practice.objects.get(pk=desk.draft.pk)
    assert (draft.title_en, draft.figures.get().citation.section) == ("Kenya trains nurses for abroad", "Typed section")
    assert draft.done_en.splitlines()[1] == "Second line with <b>marks</b> & “quotes”."
    assert {(row.country.code, row.role) for row in draft.participations.all()} == {
        ("KE", "transit"),
        ("MA", "destination"),
    }
    assert not draft.involvements.exists()
    page.goto(desk.form)
    expect(page.locator("#id_title_en")).to_be_visible()
    expect(notice(page)).to_be_empty()


def test_pages_between_signing_in_and_the_form_change_nothing(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    page.fill("#id_title_en", "Another title")
    expire(desk)
    save(page)
    expect(page.get_by_label("Username")).to_be_visible()
    desk.sign_in()
    for between in ("/admin/password_change/", "/admin/", desk.form.removeprefix(desk.site.url)):
        page.goto(desk.site + between)
    put_back(page)
    expect(page.locator("#id_title_en")).to_have_value("Another title")


@pytest.mark.parametrize("lost", ["line", "csrf"])
def test_what_was_typed_is_offered_after_a_save_that_did_not_arrive(desk: Desk, lost: str) -> None:
    page = desk.page
    page.goto(desk.form)
    page.fill("#id_title_en", "Another title")
    if lost == "line":
        page.context.set_offline(True)
        with page.expect_event("requestfailed"):
            save(page)
        page.context.set_offline(False)
    else:
        page.context.clear_cookies(name="csrftoken")
        save(page)
        expect(page.locator("h1")).to_be_visible()
    page.goto(desk.form)
    put_back(page)
    expect(page.locator("#id_title_en")).to_have_value("Another title")
    assert Practice.objects.get(pk=desk.draft.pk).title_en == "Kenya trains nurses"


def test_the_reason_for_a_move_is_kept_too(desk: Desk) -> None:
    page = desk.page
    move = desk.form.replace("/change/", "/move/archive/")
    page.goto(move)
    page.get_by_label("Reason").fill("It was entered twice.")
    expire(desk)
    page.locator(".submit-row input").click()
    expect(page.get_by_label("Username")).to_be_visible()
    desk.sign_in()
    page.goto(move)
    put_back(page)
    expect(page.get_by_label("Reason")).to_have_value("It was entered twice.")
    page.locator(".submit-row input").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    wait_until_nothing_is_kept(page)


def test_what_was_left_is_offered_to_who_comes_back_in_any_language(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    page.fill("#id_title_en", "Another title")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(desk.form.replace("/admin/", "/es/admin/"))
    expect(notice(page).get_by_role("button")).to_have_count(2)
    page.go_back()
    expect(notice(page).get_by_text("was not saved")).to_be_visible()
    expect(notice(page).get_by_text("Somebody has changed")).to_be_hidden()
    put_back(page)
    expect(page.locator("#id_title_en")).to_have_value("Another title")


def test_what_is_thrown_away_is_gone(desk: Desk) -> None:
    page = desk.page
    type_and_leave(desk, "Another title")
    page.goto(desk.form)
    page.get_by_role("button", name="Throw it away").click()
    expect(notice(page)).to_be_empty()
    wait_until_nothing_is_kept(page)
    expect(page.locator("#id_title_en")).to_have_value("Kenya trains nurses")


def test_typing_while_an_offer_stands_does_not_overwrite_it(desk: Desk) -> None:
    page = desk.page
    for title in ("First try", "Second try"):
        type_and_leave(desk, title)
    page.goto(desk.form)
    put_back(page)
    expect(page.locator("#id_title_en")).to_have_value("Second try")
    leave(page)
    page.goto(desk.form)
    page.get_by_role("button", name="Throw it away").click()
    put_back(page)
    expect(page.locator("#id_title_en")).to_have_value("First try")


def test_it_says_that_somebody_changed_the_entry_and_puts_back_only_what_was_typed(desk: Desk) -> None:
    page = desk.page
    type_and_leave(desk, "Another title")
    desk.draft.summary_en = "Somebody else's summary."
    desk.draft.save()
    history.catch_up(desk.draft)
    page.goto(desk.form)
    expect(notice(page)).to_contain_text("Somebody has changed this entry since")
    put_back(page)
    expect(page.locator("#id_title_en")).to_have_value("Another title")
    expect(page.locator("#id_summary_en")).to_have_value("Somebody else's summary.")


def test_what_has_no_place_any_more_is_listed_to_be_copied(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    unfold(page)
    page.fill("#id_figures-0-label_en", "nurses in ten years")
    page.fill("#id_title_en", "Another title")
    leave(page)
    desk.draft.figures.all().delete()
    page.goto(desk.form)
    put_back(page)
    expect(notice(page)).to_contain_text("Fields put back: 1.")
    expect(notice(page).locator("dt")).to_contain_text("What it counts")
    expect(notice(page).locator("dd")).to_have_text("nurses in ten years")
    page.get_by_role("button", name="Throw it away").click()
    assert [list(entry["fields"]) for entry in kept(page)] == [["title_en"]]


def test_a_form_that_comes_back_with_errors_keeps_all_that_was_typed(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    page.fill("#id_title_en", "Another title")
    page.fill("#id_start_year", "5")
    save(page)
    expect(page.locator(".errornote").first).to_be_visible()
    expect(notice(page)).to_be_empty()
    page.fill("#id_summary_en", "Another summary")
    wait_until_kept(page, "Another summary")
    leave(page)
    page.goto(desk.form)
    put_back(page)
    for field, value in {"title_en": "Another title", "start_year": "5", "summary_en": "Another summary"}.items():
        expect(page.locator(f"#id_{field}")).to_have_value(value)
    page.fill("#id_start_year", "2007")
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    wait_until_nothing_is_kept(page)


def test_a_new_entry_that_was_saved_is_not_offered_again(desk: Desk) -> None:
    page = desk.page
    form = desk.site + "/admin/practices/organisation/add/"
    page.goto(form)
    page.fill("#id_name_en", "Nursing Board of Kenya")
    wait_until_kept(page, "Nursing Board")
    choose(page, "Country", "Kenya", ".field-country")
    leave(page)
    page.goto(form)
    put_back(page)
    expect(page.get_by_role("combobox", name="Country")).to_contain_text("Kenya")
    page.locator("input[name=_addanother]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#id_name_en")).to_have_value("")
    expect(notice(page)).to_be_empty()
    wait_until_nothing_is_kept(page)
    Country.objects.get(code="KE").organisations.filter(name_en="Nursing Board of Kenya").delete()


def test_what_one_user_typed_is_not_shown_to_another(desk: Desk) -> None:
    page = desk.page
    type_and_leave(desk, "Another title")
    desk.sign_in(get_user_model().objects.create_superuser("other"))
    page.goto(desk.form)
    expect(page.locator("#id_title_en")).to_have_value("Kenya trains nurses")
    expect(notice(page)).to_be_empty()
    desk.sign_in()
    page.goto(desk.form)
    put_back(page)
    expect(page.locator("#id_title_en")).to_have_value("Another title")


def test_signing_out_leaves_nothing_where_nothing_was_typed(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.form)
    page.fill("#id_title_en", "Another title")
    wait_until_kept(page, "Another title")
    page.fill("#id_title_en", "Kenya trains nurses")
    wait_until_nothing_is_kept(page)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("Log in again")).to_be_visible()
    wait_until_nothing_is_kept(page)


@pytest.mark.parametrize(
    ("change", "warns"),
    [
        (lambda page: None, False),
        (lambda page: add_row(page, "figures"), False),
        (lambda page: page.locator("#id_title_en").focus(), False),
        (lambda page: page.fill("#id_title_en", "Another title"), True),
        (lambda page: page.get_by_label("Remittances").check(), True),
        (lambda page: choose(page, "Country", "Morocco", "#participations-0"), True),
    ],
    ids=["nothing", "an empty row", "the focus", "a text", "a checkbox", "an autocomplete"],
)
def test_leaving_is_warned_of_only_where_something_changed(
    desk: Desk, change: Callable[[Page], None], warns: bool
) -> None:
    page, warnings = desk.page, []
    page.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    page.goto(desk.form)
    page.locator("h1").first.click()  # browsers let no page warn that was never touched
    unfold(page)
    change(page)
    page.goto(desk.site + "/admin/")
    assert warnings == (["beforeunload"] if warns else [])


def test_passwords_are_never_kept(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.site + "/admin/auth/user/add/")
    page.fill("#id_username", "somebody")
    page.fill("#id_password1", "secret words")
    wait_until_kept(page, "somebody")
    assert "secret words" not in json.dumps(kept(page))


def test_what_is_old_or_too_much_goes(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.site + "/admin/")
    page.evaluate(
        """user => {
            const day = 24 * 3600 * 1000;
            for (let i = 0; i < 25; i++) {
                const entry = { path: `/x/${i}/`, at: Date.now() - i * day, version: "", fields: {} };
                localStorage.setItem(`kept:${user}:${i}`, JSON.stringify(entry));
            }
            const old = { path: "/x/", at: Date.now() - 31 * day, version: "", fields: {} };
            localStorage.setItem(`kept:${user}:old`, JSON.stringify(old));
        }""",
        desk.curator.pk,
    )
    page.goto(desk.form)
    page.fill("#id_title_en", "Another title")
    wait_until_kept(page, "Another title")
    here = f"/admin/practices/practice/{desk.draft.pk}/change/"
    assert {entry["path"] for entry in kept(page)} == {here, *(f"/x/{i}/" for i in range(19))}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_notice_has_no_barrier(desk: Desk, scheme: Any) -> None:
    page = desk.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(desk.form)
    page.fill("#id_title_en", "Another title")
    unfold(page)
    page.fill("#id_figures-0-label_en", "nurses in ten years")
    leave(page)
    desk.draft.figures.all().delete()
    page.goto(desk.form)
    for button in ("Put it back", "Throw it away"):
        page.get_by_role("button", name=button).focus()
        page.evaluate(AXE_SCRIPT)
        found = AxeResults(page.evaluate("axe.run('#kept', {resultTypes: ['violations']})"))
        assert not found.violations_count, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.keyboard.press("Enter")
    expect(notice(page)).to_be_empty()
