"""One site with the whole catalogue for all browser tests of a process: after each, it is put back as it was."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from practices import search
from practices.discovery.browse import PAGE_SIZE
from practices.editorial import history, revisions, workflow
from practices.models import Country, Organisation, PolicyArea, Practice
from practices.search import follow
from tests import factories, loaded


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


def touch(page: Page) -> None:
    """Let come what a page of results loads with the first touch."""
    page.locator("main").hover(position={"x": 5, "y": 5})
    expect(page.locator("[data-htmx]")).to_have_count(0)


def in_clipboard(page: Page) -> str:
    """Return what was copied, as pasting it elsewhere shows it: no page of the site may read it."""
    elsewhere = page.context.new_page()
    elsewhere.set_content("<textarea autofocus></textarea>")
    elsewhere.locator("textarea").press("Control+v")
    text = elsewhere.locator("textarea").input_value()
    elsewhere.close()
    return text


@dataclass(frozen=True)
class Browse:
    """The browse page, as a reader sees it."""

    page: Page
    site: Site
    has_scripts: bool = True

    def open(self, question: str = "", path: str = "/practices/") -> None:
        self.page.goto(self.site + path + question)
        if self.has_scripts and self.page.locator("[data-htmx]").count():
            touch(self.page)

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
        return self.page.get_by_role("list", name="What you chose").locator("a:not(.turn)", has_text=label)

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
        loaded.load()
        last, first = Practice.objects.published().order_by("-pk")[0], Practice.objects.published().order_by("pk")[0]
        factories.withdraw(last, "Its source was withdrawn.", first)
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
def browse(page: Page, site: Site, browser_context_args: dict[str, Any]) -> Browse:
    """The browse page in a browser, not yet open."""
    return Browse(page, site, browser_context_args.get("java_script_enabled", True))


@dataclass(frozen=True)
class Desk:
    """A curator with a password, and a draft that the tests may change."""

    site: Site
    curator: User
    draft: Practice
    page: Page

    @property
    def form(self) -> str:
        """The address of the draft's form."""
        return self.site + f"/admin/practices/practice/{self.draft.pk}/change/"

    def sign_in(self, user: User | None = None) -> None:
        """Give the browser a session, as if somebody had signed in."""
        client = Client()
        client.force_login(user or self.curator)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.site.url}])


def choose(page: Page, label: str, typed: str, row: str) -> None:
    """Choose from an autocomplete by typing."""
    page.locator(row).get_by_role("combobox", name=label).click()
    page.keyboard.type(typed)
    page.get_by_role("listbox", name=label).get_by_role("option", name=typed).click()


def add_row(page: Page, rows: str) -> None:
    page.locator(f"#{rows}-group .add-row button").click()


def let_bars_rest(page: Page) -> None:
    """Let the bar of a form and its menu stand at their place: axe takes what is under them for covered."""
    bars = page.locator(".pf-bar, .pf-next > div")
    bars.evaluate_all("bars => bars.forEach(bar => bar.style.setProperty('position', 'static'))")


def unfold(page: Page) -> None:
    """Open all that is folded in a form."""
    page.locator("form details").evaluate_all("folds => folds.forEach(fold => (fold.open = true))")


@pytest.fixture
def _django_db_helper(site: Site, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[None]:
    """Let the server see what a test writes, and the test what it wrote. Then put the site back as it was."""
    with django_db_blocker.unblock(), _put_back(tmp_path / "index"):
        yield


@contextmanager
def _put_back(folder: Path) -> Iterator[None]:
    """Keep the database and its index, and bring both back if anything was written."""
    if connection.vendor != "sqlite":
        yield  # there, these tests only read
        return
    shutil.copytree(settings.SEARCH_INDEX_DIR, folder)
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as own,
        closing(sqlite3.connect(":memory:")) as kept,
    ):
        own.backup(kept)
        before = _writes(own)
        yield
        if _writes(own) != before:
            kept.backup(own)
            shutil.rmtree(settings.SEARCH_INDEX_DIR)
            shutil.copytree(folder, settings.SEARCH_INDEX_DIR)
            follow.forget()


def _writes(own: sqlite3.Connection) -> int:
    """Return a number that is another one after anybody else has written."""
    (number,) = own.execute("PRAGMA data_version").fetchone()
    return int(number)


@pytest.fixture
def desk(site: Site, page: Page) -> Desk:
    """A signed-in curator before a draft."""
    curator = get_user_model().objects.create_superuser("writer", password="a good password")
    made = Desk(site, curator, _draft(curator), page)
    made.sign_in()
    return made


def _draft(author: User) -> Practice:
    """A draft with a row of each kind but requirements."""
    made = factories.draft("Kenya trains nurses", author=author, slug="kenya-trains-nurses")
    kenya = Country.objects.get(code="KE")
    made.participations.create(country=kenya, role="origin")
    made.involvements.create(organisation=Organisation.objects.first(), part="lead")
    made.figures.create(value=300, label_en="nurses a year", citation=made.citations.get())
    made.policy_areas.add(PolicyArea.objects.first())
    history.catch_up(made)
    return made
