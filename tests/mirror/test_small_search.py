"""The small search in a browser, from a folder: words, beginnings, accents, choices, keyboard, no complaint."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page, expect

from practices.mirror import searching
from practices.mirror.copying import Copied, Copier
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """There is no server. (The plugin's own fixture is a deprecated method.)"""
    return None


@pytest.fixture
def folder(tmp_path: Path, vocabulary: factories.Vocabulary) -> Path:
    """A folder with the French search, and what it needs."""
    morocco, egypt, _philippines = vocabulary.countries
    factories.practice(
        "Cheaper remittances",
        title_fr="Envois d’épargne",
        countries=[(morocco, "origin")],
        policy_areas=vocabulary.areas[:1],
    )
    factories.practice("Training in Cairo", title_fr="Formation au Caire", countries=[(egypt, "origin")], level="local")
    copier = Copier(tmp_path, datetime.date(2026, 11, 30))
    _copy(copier, [link for copied in searching.write(copier, "fr", {}) for link in copied.links])
    return tmp_path


def _copy(copier: Copier, links: list[str]) -> None:
    """Copy static files, and those that they need."""
    for link in links:
        if link.startswith("/static/"):
            copied: Copied = copier.copy(link, None)
            _copy(copier, sorted(copied.links))


def test_it_finds_from_a_folder_without_a_server(folder: Path, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    address = (folder / "fr" / "search.html").as_uri()

    page.goto(f"{address}?q=EPARG")  # without the accent, in capitals, the beginning of a word
    expect(page.locator("#found h3")).to_have_text(["Envois d’épargne"])
    page.get_by_role("searchbox").fill("maroc")  # the name of a country
    expect(page.locator("#found h3")).to_have_text(["Envois d’épargne"])
    page.get_by_role("searchbox").fill("caire maroc")  # all words
    expect(page.locator("#found h3")).to_have_count(0)

    page.goto(f"{address}?country=-MA&level=local&bogus=1")
    expect(page.locator("#found h3")).to_have_text(["Formation au Caire"])
    expect(page.locator("#chips a")).to_have_count(2)
    expect(page.locator("#messages li")).to_contain_text("bogus")
    page.locator("#chips a").first.click()
    assert "bogus=1" in page.url
    assert "MA" not in page.url
    page.goto(f"{address}?country=EG")
    expect(page.locator("#small-country")).to_have_value("EG")
    page.locator("#small-country").select_option("MA")
    expect(page.locator("#found h3")).to_have_text(["Envois d’épargne"])
    link = page.locator("#found a").get_attribute("href") or ""
    assert link.startswith("practices/")
    assert link.endswith("/index.html")
    assert not said


def test_it_has_no_barrier_that_axe_knows(folder: Path, page: Page) -> None:
    page.goto((folder / "fr" / "search.html").as_uri() + "?country=-MA")
    page.evaluate(AXE_SCRIPT)
    results = AxeResults(page.evaluate("axe.run()"))
    assert results.violations_count == 0, results.generate_report()
