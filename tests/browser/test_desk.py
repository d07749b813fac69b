"""The curators' first page, the warning of duplicates and the way to what is missing, in a browser."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from practices.editorial import history
from practices.models import Practice

from .conftest import Site, let_bars_rest
from .test_accessibility import WCAG, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.usefixtures("_signed_in")]


@pytest.fixture(scope="module")
def draft(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """Something in several panels, and the number of the curator's own draft."""
    today = timezone.localdate()
    with django_db_blocker.unblock():
        curator, colleague = (get_user_model().objects.get(username=name) for name in ("curator", "colleague"))
        made = [
            Practice.objects.create(title_en=title, slug=title.lower().replace(" ", "-"), **fields)
            for title, fields in (
                ("My own", {"author": curator}),
                ("Late", {"author": colleague, "state": "in-review", "review_by": today - datetime.timedelta(days=3)}),
                ("Approved", {"author": colleague, "state": "in-review", "approved_at": timezone.now()}),
            )
        ]
        for practice in made:
            history.record(practice, practice.author, history.Action.ADDED, "From a report.")
        published = Practice.objects.filter(pk=site.published)
        due = published.get().review_due
        published.update(review_due=today)
        yield made[0].pk
        published.update(review_due=due)
        history.Version.objects.filter(object_id__in=[practice.pk for practice in made]).delete()
        Practice.objects.filter(pk__in=[practice.pk for practice in made]).delete()


PRACTICES = "/admin/practices/practice/"


@pytest.mark.parametrize(
    "path",
    [
        *["/admin/", f"{PRACTICES}{{own}}/change/", f"{PRACTICES}?q=ilo&state__exact=published"],
        *[f"{PRACTICES}first-page/", f"{PRACTICES}review-dates/", f"{PRACTICES}filters/?q=ilo"],
    ],
)
def test_desk_and_form_have_no_barrier(page: Page, site: Site, complaints: list[str], draft: int, path: str) -> None:
    look_at(page, site, path.replace("{own}", str(draft)), WCAG, complaints)


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_nothing_of_the_list_is_cut_off_and_two_screens_have_25_rows(page: Page, site: Site, prefix: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site.url}{prefix}{PRACTICES}")
    cut_off = page.evaluate("""() => [...document.querySelectorAll(".results, #result_list :is(th, td)")]
        .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent.trim().slice(0, 40))""")
    assert cut_off == []
    last = page.locator("#result_list tbody tr").nth(24).bounding_box()
    assert last and last["y"] + last["height"] <= 2 * 900


def test_a_new_practice_begins_at_its_title(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{PRACTICES}add/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#id_title_en")).to_be_focused()


@pytest.mark.usefixtures("draft")
def test_on_a_phone_the_table_of_gaps_moves_in_its_own_box(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(site + "/admin/")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    box = page.get_by_role("group", name="Gaps: published practices by policy area and phase")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
    expect(box.get_by_role("rowheader").first).to_be_in_viewport()


@pytest.mark.usefixtures("draft")
def test_a_new_practice_like_another_is_saved_once_that_was_looked_at(
    page: Page, site: Site, complaints: list[str]
) -> None:
    title = Practice.objects.get(pk=site.published).title
    page.goto(site + "/admin/practices/practice/add/")
    page.locator("#id_title_en").fill(f"Once more: {title}"[:120])
    page.locator("#id_summary_en").fill("Typed for hours.")
    for name, value in (("evidence_basis", "approach"), ("instrument", "programme"), ("level", "global")):
        page.locator(f"#id_{name}").select_option(value)
    page.locator("[name=_save]").first.click()
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    expect(page.get_by_role("link", name=f"{title} (opens in a new tab)")).to_be_visible()
    expect(page.locator("#id_summary_en")).to_have_value("Typed for hours.")
    assert complaints == []
    look_at_open_page(page)
    page.get_by_label("None of these: it is another practice").check()
    page.locator("[name=_continue]").first.click()
    expect(page.get_by_role("heading", name="Practices that resemble this one")).to_be_visible()


def look_at_open_page(page: Page) -> None:
    """Fail with what axe finds wrong, light and dark, wide and narrow."""
    let_bars_rest(page)
    page.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished))")
            found = AxeResults(page.evaluate("tags => axe.run({resultTypes: ['violations'], runOnly: tags})", WCAG))
            assert not found.violations_count, f"{scheme}, {width}: {found.generate_report()}"


def test_what_is_missing_leads_to_its_field_in_its_language(page: Page, site: Site, draft: int) -> None:
    page.goto(site + f"/admin/practices/practice/{draft}/change/")
    page.get_by_text("It would be better with:").click()
    page.get_by_role("link", name="Summary in French").click()
    expect(page.locator("#id_summary_fr")).to_be_in_viewport()
