"""One site with the whole catalogue for all browser tests of a process: loading it takes seconds.

So these tests only read, but for what the browser itself keeps.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from practices import revisions, search, workflow
from practices.browse import PAGE_SIZE
from practices.models import Practice
from practices.search import follow


@dataclass(frozen=True)
class Site:
    """A running site and what tests want to know of it."""

    url: str
    total: int
    published: int  # an id
    withdrawn: int  # an id
    draft: int  # an id, of a working copy
    session: str  # of an administrator

    def __add__(self, path: str) -> str:
        return self.url + path


@dataclass(frozen=True)
class Browse:
    """The browse page, as a reader sees it."""

    page: Page
    site: Site

    def open(self, question: str = "", path: str = "/practices/") -> None:
        self.page.goto(self.site + path + question)

    @property
    def search(self) -> Locator:
        """The search box, which JavaScript makes a combobox."""
        return self.page.get_by_label("Search practices")

    @property
    def titles(self) -> Locator:
        return self.page.locator(".results h3")

    def box(self, facet: str, value: str) -> Locator:
        return self.page.locator(f"#{facet}-{value}")

    def count_of(self, facet: str, value: str) -> int:
        """The number beside a checkbox: how many practices ticking it would give."""
        return int(self.page.locator(".option", has=self.box(facet, value)).locator(".n").inner_text())

    def chip(self, label: str) -> Locator:
        return self.page.get_by_role("list", name="What you chose").get_by_role("link", name=label)

    def expect_count(self, count: int) -> None:
        """Hold that the page says this number, and shows that many (or a page full)."""
        said = f"{count} practice" if count == 1 else f"{count} practices"
        expect(self.page.locator("#results")).to_have_text(said)
        expect(self.page.locator("#status")).to_have_text(re.compile(rf"^{said}\b"))
        expect(self.titles).to_have_count(min(count, PAGE_SIZE))


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """Take the place of pytest-base-url's fixture, which pytest deprecates: the address is known later."""
    return None


@pytest.fixture(scope="package", autouse=True)
def _own_index() -> Iterator[None]:
    """Keep one index for these tests, in the place of one for each."""
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    follow.forget()
    yield
    follow.forget()


@pytest.fixture(scope="package")
def site(_own_index: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The site with the catalogue's own practices, of which one is withdrawn and being revised."""
    with django_db_blocker.unblock():
        call_command("load_practices", verbosity=0)
        last, first = Practice.objects.published().order_by("-pk")[0], Practice.objects.published().order_by("pk")[0]
        workflow.withdraw(last, "Its source was withdrawn.", first)
        draft = revisions.start(last, None)
        workflow.comment(draft, get_user_model().objects.create_user("colleague"), "Its source is online again.")
        search.rebuild()  # how the index follows changes is not what these tests hold
        client = Client()
        client.force_login(get_user_model().objects.create_superuser("curator", password="secret"))
        server = LiveServer("localhost")
        try:
            yield Site(
                url=server.url,
                total=Practice.objects.published().count(),
                published=first.pk,
                withdrawn=last.pk,
                draft=draft.pk,
                session=client.cookies[settings.SESSION_COOKIE_NAME].value,
            )
        finally:
            server.stop()
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def _signed_in(context: BrowserContext, site: Site) -> None:
    """Make the browser an administrator's."""
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": site.session, "url": site.url}])


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains about, filled as it happens: errors of scripts, refused content, missing files."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def browse(page: Page, site: Site) -> Browse:
    """The browse page in a browser, not yet open."""
    return Browse(page, site)
