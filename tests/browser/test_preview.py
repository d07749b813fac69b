"""Previews of drafts in a browser: no barrier, no complaint, and the link is copied at a click."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from practices.editorial import previews, revisions
from practices.models import LinkCheck, Practice, PreviewLink, Source

from .conftest import Site, in_clipboard
from .test_accessibility import WCAG, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def shared(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[PreviewLink]:
    """A working copy with a link that works and one that was ended, and a source with a dead link."""
    with django_db_blocker.unblock():
        curator = get_user_model().objects.get(username="curator")
        copy = revisions.start(Practice.objects.get(pk=site.published), curator)
        in_a_week = timezone.localdate() + datetime.timedelta(days=7)
        previews.revoke(previews.share(copy, in_a_week, curator), curator)
        source = Source.objects.order_by("pk")[0]
        Source.objects.filter(pk=source.pk).update(url="https://gone.example/")
        LinkCheck.objects.create(
            address="https://gone.example/", checked_at=timezone.now(), verdict=LinkCheck.Verdict.DEAD, status=404
        )
        yield previews.share(copy, in_a_week, curator)
        revisions.discard(copy, curator)
        Source.objects.filter(pk=source.pk).update(url="")
        LinkCheck.objects.all().delete()


def path_of(link: PreviewLink) -> str:
    return "/" + link.address.split("/", 3)[3]


def test_the_reader_of_a_preview_meets_no_barrier(
    page: Page, site: Site, shared: PreviewLink, complaints: list[str]
) -> None:
    for path in (path_of(shared), f"/fr{path_of(shared)}", "/preview/cut-off/"):
        look_at(page, site, path, [*WCAG, "best-practice"], complaints)


@pytest.mark.usefixtures("_signed_in")
@pytest.mark.parametrize("path", ["/admin/practices/practice/{}/preview/", "/admin/practices/practice/{}/share/"])
def test_a_curator_meets_no_barrier(
    page: Page, site: Site, shared: PreviewLink, complaints: list[str], path: str
) -> None:
    look_at(page, site, path.format(shared.practice_id), WCAG, complaints)


@pytest.mark.usefixtures("_signed_in", "shared")
def test_the_state_of_links_is_no_barrier(page: Page, site: Site, complaints: list[str]) -> None:
    look_at(page, site, "/admin/practices/source/?link=dead", WCAG, complaints)
    page.get_by_role("link", name="IOM").first.click()
    expect(page.get_by_text("Dead since")).to_be_visible()


@pytest.mark.usefixtures("_signed_in")
def test_the_link_is_copied_at_a_click(page: Page, site: Site, shared: PreviewLink) -> None:
    page.context.grant_permissions(["clipboard-write"])
    page.goto(site + f"/admin/practices/practice/{shared.practice_id}/share/")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert in_clipboard(page) == shared.address
