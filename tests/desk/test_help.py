"""The curators' help: it stands in each language, says the same, and names buttons and pictures that exist."""

from __future__ import annotations

import re
from functools import cache

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import trans_real

from practices.desk.help import FOLDER, PAGES, title_of
from tests import factories

LANGUAGES = [code for code, _language in settings.LANGUAGES]
EVERY_PAGE = [(language, page) for language in LANGUAGES for page in PAGES]
PICTURE = re.compile(r"!\[(.*?)\]\((.+?)\)")
MOST_BYTES = 64_000  # of a picture: lines are slow


def text(language: str, page: str) -> str:
    return (FOLDER / language / f"{page}.md").read_text(encoding="utf-8")


def plain(label: str) -> str:
    """Return a label as people compare it: whatever its spaces, its capitals and the dots or the colon behind it."""
    return re.sub(r"\s+", " ", label).strip(" …:").casefold()


@cache
def labels(language: str) -> re.Pattern[str]:
    """Return what matches everything that the interface says in a language, where numbers may stand in it."""
    # What is translated is what there is to say in English.
    said = trans_real.translation("fr" if language == "en" else language)._catalog.items()
    texts = (english if language == "en" else own for english, own in said)
    names = {plain(text) for text in texts if isinstance(text, str)} - {""}
    return re.compile("|".join(re.sub(r"%\\\(\w+\\\)s", r"\\d+", re.escape(name)) for name in names))


@pytest.mark.parametrize(("language", "page"), EVERY_PAGE)
def test_every_page_has_a_title_and_some_text(language: str, page: str) -> None:
    written = text(language, page)
    assert written.startswith("# ")
    assert title_of(written)
    assert 250 <= len(written.split()) <= 540


@pytest.mark.parametrize(("language", "page"), EVERY_PAGE)
def test_every_language_has_the_same_headings_steps_and_pictures(language: str, page: str) -> None:
    def shape(written: str) -> list[str]:
        """What each line is: a heading, a step, a row, or a picture with its name."""
        lines = (re.match(r"#+ |\d+\. |- |\| |!", line) for line in written.splitlines())
        return [found.group() for found in lines if found] + [name for _alt, name in PICTURE.findall(written)]

    assert shape(text(language, page)) == shape(text("en", page))


@pytest.mark.parametrize(("language", "page"), EVERY_PAGE)
def test_every_label_stands_in_the_interface(language: str, page: str) -> None:
    named = re.findall(r"\*\*(.+?)\*\*", text(language, page))
    assert named
    assert [label for label in named if not labels(language).fullmatch(plain(label))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_described_exists_and_is_small(language: str) -> None:
    named = [found for page in PAGES for found in PICTURE.findall(text(language, page))]
    assert all(alt for alt, _name in named)
    files = list((settings.BASE_DIR / "static" / "help" / language).iterdir())
    assert sorted(name for _alt, name in named) == sorted(file.name for file in files)
    assert [file.name for file in files if file.stat().st_size > MOST_BYTES] == []


def test_a_curator_reads_the_help_in_their_language(db: None) -> None:
    browser = factories.signed_in(factories.person("amina", "Contributor"))
    answer = browser.get("/fr/admin/help/enter/")
    assert answer.status_code == 200
    for wanted in ("<h2>Du document au formulaire</h2>", 'src="/static/help/fr/kept.png"', 'aria-current="page"'):
        assert wanted in answer.content.decode()
    assert "Start here" in browser.get("/admin/help/").content.decode()


def test_a_page_that_is_not_there_is_not_found(curator: Client) -> None:
    for name in ("nothing", "enter.md", "START"):
        assert curator.get(f"/admin/help/{name}/").status_code == 404


@pytest.mark.parametrize("address", ["/admin/help/", "/admin/help/review/"])
def test_the_help_is_for_curators_alone(client: Client, db: None, address: str) -> None:
    assert client.get(address)["Location"] == f"/admin/login/?next={address}"
    reader = factories.person("reader", is_staff=False)
    assert factories.signed_in(reader).get(address).status_code == 302
