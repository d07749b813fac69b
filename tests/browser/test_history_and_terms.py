"""History, comparing, replacing terms and putting them in order, in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from practices.editorial import content, history, revisions, workflow
from practices.models import Offer, PolicyArea, Practice
from tests import factories

from .conftest import Site
from .test_accessibility import WCAG, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.usefixtures("_signed_in")]

PAGES = {
    "history": "/admin/practices/practice/{copy}/history/",
    "version": "/admin/practices/practice/{copy}/history/1/",
    "compare": "/admin/practices/practice/{copy}/compare/",
    "compare-nothing": "/admin/practices/practice/{copy}/compare/?from=99",
    "restore": "/admin/practices/practice/{copy}/history/1/restore/",
    "newer-text": "/admin/practices/practice/{offered}/newer-text/",
    "delete": "/admin/practices/practice/{draft}/delete/",
    "deleted": "/admin/practices/practice/deleted/",
    "deleted-draft": "/admin/practices/practice/deleted/{deleted}/",
    "term": "/admin/practices/policyarea/{term}/change/",
    "merge": "/admin/practices/policyarea/{term}/merge/?into={other}",
    "order": "/admin/practices/policyarea/order/",
}


@pytest.fixture(scope="module")
def numbers(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """A working copy that was changed, a draft, a deleted draft, two terms, and a practice with a newer text."""
    with django_db_blocker.unblock():
        curator = get_user_model().objects.get(username="curator")
        copy = revisions.start(Practice.objects.get(pk=site.published), curator)
        change = {"summary_en": "Ein 'new' <summary>.", "title_fr": "Un titre", "policy_areas": ["remittances"]}
        content.put(change, copy)
        history.record(copy, curator, reason="Figures from the report of 2010")
        deleted, draft = factories.draft("A draft to forget"), factories.draft("A draft")
        workflow.delete_draft(deleted, curator, "It is there twice")
        term, other = PolicyArea.objects.all()[:2]
        offered = Practice.objects.published().exclude(pk=site.published).first()
        offer = Offer.objects.create(practice=offered, content=content.of(offered) | change)
        yield {
            "copy": copy.pk,
            "draft": draft.pk,
            "deleted": history.deleted_drafts().get().pk,
            "term": term.pk,
            "other": other.pk,
            "offered": offered.pk,
        }
        offer.delete()
        revisions.discard(copy, curator)
        draft.delete()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_barrier(
    page: Page, site: Site, numbers: dict[str, int], complaints: list[str], name: str
) -> None:
    look_at(page, site, PAGES[name].format(**numbers), WCAG, complaints)


def test_two_sides_stand_beside_each_other_or_one_below_the_other(
    page: Page, site: Site, numbers: dict[str, int]
) -> None:
    page.goto(site + PAGES["compare"].format(**numbers))
    sides = page.locator(".difference").first.locator(".side-text")
    boxes = {}
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        boxes[width] = [side.bounding_box() or {} for side in sides.all()]
    (left, right), (above, below) = boxes[1280], boxes[320]
    assert left["x"] + left["width"] < right["x"]
    assert left["y"] == right["y"]
    assert above["y"] + above["height"] <= below["y"]
    assert above["x"] == below["x"]


def names(page: Page) -> list[str]:
    return [name.strip() for name in page.locator(".order-name").all_inner_texts()]


def test_terms_are_moved_with_the_keyboard_and_the_focus_stays(page: Page, site: Site) -> None:
    page.goto(site + PAGES["order"])
    before = names(page)
    first, second = before[:2]
    down = page.get_by_role("button", name=f"Move {first} down")
    down.focus()
    page.keyboard.press("Enter")
    assert names(page) == [second, first, *before[2:]]
    expect(down).to_be_focused()
    expect(page.locator(".order-said")).to_have_text(f"{first}: place 2 of {len(before)}. Not saved yet.")
    page.get_by_role("button", name=f"Move {first} up").press("Enter")
    assert names(page) == before
    expect(down).to_be_focused()  # where there is no way up any more
    place = page.get_by_role("spinbutton", name=f"Place of {first}")
    place.fill("3")
    place.press("Tab")
    assert names(page) == [second, before[2], first, *before[3:]]
    places = page.locator(".order [type=number]").evaluate_all("boxes => boxes.map(box => box.valueAsNumber)")
    assert places == list(range(1, len(before) + 1))


def test_the_same_buttons_work_without_javascript(page: Page, site: Site) -> None:
    page.route("**/order*.js", lambda route: route.abort())
    page.goto(site + PAGES["order"])
    before = names(page)
    page.get_by_role("button", name=f"Move {before[0]} down").click()
    expect(page.locator(".order-said")).to_have_text("Not saved yet.")
    assert names(page) == [before[1], before[0], *before[2:]]
    page.get_by_role("spinbutton", name=f"Place of {before[2]}").fill("1")
    page.get_by_role("button", name=f"Move {before[3]} down").click()
    expect(page.locator(".order-name").first).to_have_text(before[2])
    page.goto(site + PAGES["order"])
    assert names(page) == before
