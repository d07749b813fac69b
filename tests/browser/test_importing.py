"""Importing a file in a browser: what it would do, mistakes, and doing it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from practices.editorial import revisions
from practices.models import Batch, Mapping, Practice, Upload
from tests.exchange.files import NEW, csv_bytes

from .conftest import Site
from .test_accessibility import WCAG, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
IMPORT = "/admin/practices/practice/import/"
TITLE = "Kenya trains nurses"
TITLES = ["Harbours are dug", "Bridges are built"]


@pytest.fixture(scope="module")
def files(
    site: Site, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, Path]]:
    """A file with mistakes, one that has a new practice and changes a published one, and one of new practices."""
    with django_db_blocker.unblock():
        practice = Practice.objects.get(pk=site.published)
        change = {name: getattr(practice, name) for name in NEW} | {"title_fr": "Un titre"}
        folder = tmp_path_factory.mktemp("files")
        paths = {name: folder / f"{name}.csv" for name in ("bad", "good", "new")}
        paths["bad"].write_bytes(csv_bytes(NEW | {"level": "galactic"}, {**change, "title_en": "x" * 121}))
        paths["good"].write_bytes(csv_bytes(NEW, change))
        paths["foreign"] = folder / "foreign.csv"
        paths["foreign"].write_bytes(csv_bytes({"Titre": "Un titre", "Country of origin": "Atlantis", "Budget": "7"}))
        paths["new"].write_bytes(csv_bytes(*(NEW | {"title_en": title} for title in TITLES)))
        yield paths
        # The site is shared by all tests.
        for copy in Practice.objects.filter(revises=practice):
            revisions.discard(copy, copy.author)
        Practice.objects.filter(title_en__in=[TITLE, *TITLES]).delete()
        Upload.objects.all().delete()
        Batch.objects.all().delete()
        Mapping.objects.all().delete()


def send(page: Page, site: Site, file: Path) -> str:
    """Send a file. Return the path of the page that shows what it would do."""
    page.goto(site + IMPORT)
    page.get_by_label("XLSX or CSV file").set_input_files(file)
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_text("2 of 2 rows")).to_be_visible()
    return page.url.removeprefix(site.url)


@pytest.mark.usefixtures("_signed_in")
def test_no_step_has_a_barrier(page: Page, site: Site, files: dict[str, Path], complaints: list[str]) -> None:
    def look(path: str) -> None:
        look_at(page, site, path, WCAG, complaints)
        complaints.clear()  # what axe itself does is not allowed here

    look(IMPORT)
    path = send(page, site, files["bad"])
    expect(page.get_by_role("heading", name="Nothing can be imported yet")).to_be_visible()
    expect(page.get_by_text("Row 2, column F")).to_be_visible()
    look(path)

    path = send(page, site, files["good"])
    page.get_by_text("begins a revision").click()
    expect(page.get_by_text("Un titre")).to_be_visible()
    look(path)
    look(f"{path}2/")

    page.goto(site + IMPORT)
    page.get_by_label("XLSX or CSV file").set_input_files(files["foreign"])
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_role("heading", name="What its columns are")).to_be_visible()
    look(page.url.removeprefix(site.url))
    page.get_by_label("A Titre").select_option("title_en")
    page.get_by_label("C Budget").select_option("summary_en")
    for label, value in (("Kind of entry", "approach"), ("Instrument", "programme"), ("Level", "national")):
        page.get_by_label(label).select_option(value)
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_role("heading", name="1 thing is not understood")).to_be_visible()
    look(page.url.removeprefix(site.url))

    page.goto(site + path)
    page.get_by_role("button", name="Import all of it").click()
    expect(page.get_by_role("heading", name="Imported: good.csv")).to_be_visible()
    assert Practice.objects.get(title_en=TITLE).state == "draft"
    assert Practice.objects.get(revises=site.published).title_fr == "Un titre"
    look(path)
    look("/admin/practices/practice/imports/")
    look(f"/admin/practices/practice/imports/{Batch.objects.get().pk}/")


def test_it_needs_no_javascript(browser: Browser, site: Site, files: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": site.session, "url": site.url}])
    page = context.new_page()
    send(page, site, files["new"])
    expect(page.get_by_text("0 of 2 rows")).to_be_hidden()  # only the last line of the progress shows
    page.get_by_role("button", name="Import all of it").click()
    expect(page.get_by_role("heading", name="Imported: new.csv")).to_be_visible()
    assert Practice.objects.filter(title_en__in=TITLES).count() == 2
    context.close()
