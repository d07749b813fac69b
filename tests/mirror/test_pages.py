"""What becomes of a page, of its links, and of the line that says where it is from."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils.formats import date_format

from practices.dumps import files
from practices.mirror.copying import Copier
from practices.mirror.folder import Folder
from practices.mirror.places import Kind, place_of
from practices.mirror.rewriting import Page, rewritten
from tests import factories

from .reading import Links

FORMS = (date_format, datetime.date.isoformat, lambda day: f"{day:%Y/%m/%d}")
HEAD = (
    '<head><link rel="preload" href="/static/a.woff2"><script src="/static/js/site.js" type="module"></script></head>'
)


def page(body: str, address: str = "/fr/practices/", file: str = "fr/practices/index.html") -> Page:
    text = f'<!doctype html><html>{HEAD}<body><header class="masthead"></header>{body}</body></html>'
    return rewritten(text, address, file, lambda _page: "<p>NOTICE</p>")


def test_nothing_is_checked_that_a_browser_refuses_to_check_in_a_folder() -> None:
    text = page('<link rel="stylesheet" href="/static/css/a.css" integrity="sha384-x" crossorigin="anonymous">').text
    assert '<link rel="stylesheet" href="../../static/css/a.css">' in text


@pytest.mark.parametrize(
    ("address", "kind", "file"),
    [
        ("/", Kind.HERE, "index.html"),
        ("/fr/countries/MA/", Kind.HERE, "fr/countries/MA/index.html"),
        ("/practices/?country=MA", Kind.HERE, "practices/@country=MA.html"),
        ("/es/practices/?country=MA&page=2", Kind.HERE, "es/practices/@country=MA&page=2.html"),
        ("/practices/?country=MA&page=51", Kind.SEARCH, "search.html"),
        ("/fr/practices/?country=MA&level=national", Kind.SEARCH, "fr/search.html"),
        ("/practices/?country=-MA", Kind.SEARCH, "search.html"),
        ("/practices/?q=remittances", Kind.SEARCH, "search.html"),
        ("/practices/12.csl.json", Kind.HERE, "practices/12.csl.json"),
        ("/practices/export.csv", Kind.HERE, "practices/export.csv"),
        ("/dumps/SHA256SUMS", Kind.HERE, "dumps/SHA256SUMS"),
        ("/practices/export.csv?country=MA", Kind.LIVE, ""),
        ("/propose/", Kind.LIVE, ""),
        ("/fr/propose/correction/3/", Kind.LIVE, ""),
        ("/admin/", Kind.LIVE, ""),
        ("/api/v1/practices", Kind.LIVE, ""),
        ("/oai?verb=Identify", Kind.LIVE, ""),
        ("/static/../manage.py", Kind.LIVE, ""),
        ("/../../etc/passwd", Kind.LIVE, ""),
        ("/.mirror.json", Kind.LIVE, ""),
        ("/no/such/page/", Kind.LIVE, ""),
    ],
)
def test_where_an_address_lies(address: str, kind: Kind, file: str) -> None:
    found = place_of(address)
    assert (found.kind, found.file) == (kind, file)


def test_links_are_relative_go_to_the_small_search_or_lead_out_with_a_mark() -> None:
    made = page(
        '<a href="/fr/about/#trust">1</a><a href="?page=2">2</a><a href="#results">3</a><a href="https://iom.int/?a=1&amp;b=2">4</a>'
        '<a href="/fr/practices/?country=MA&amp;level=national">5</a><a href="/fr/propose/">6</a>'
        f'<a href="{settings.SITE_URL}/practices/5/">7</a>'
    )
    links = {given["href"]: "data-live" in given for tag, given in Links(made.text).found if tag == "a"}
    assert links == {
        "../../fr/about/index.html#trust": False,
        "../../fr/practices/@page=2.html": False,
        "#results": False,
        "https://iom.int/?a=1&b=2": False,
        "../../fr/search.html?country=MA&level=national": False,
        f"{settings.SITE_URL}/fr/propose/": True,
        f"{settings.SITE_URL}/practices/5/": False,
    }
    assert {"/fr/about/", "/fr/practices/?page=2", "/practices/5/"} <= made.links
    assert made.leads_to_search
    assert made.leads_out


def test_forms_of_questions_lead_to_the_small_search_and_others_to_the_site() -> None:
    made = page(
        '<form action="/fr/practices/"></form><form action="/fr/gaps/" method="get"></form>'
        '<form method="post" action="/fr/propose/"></form><form></form>'
    )
    actions = [(given.get("action"), "data-live" in given) for tag, given in Links(made.text).found if tag == "form"]
    assert actions == [
        ("../../fr/search.html", False),
        (f"{settings.SITE_URL}/fr/gaps/", True),
        (f"{settings.SITE_URL}/fr/propose/", True),
        (None, False),
    ]


def test_no_script_of_the_site_is_left_and_what_is_for_readers_without_is_for_all() -> None:
    made = page(
        '<noscript><button>Apply</button></noscript><div data-hx-get="/x" data-module="/static/js/copy.js">'
        "a &amp; b &#8230; &copy;</div>"
        "<section data-server-only><section>inner</section>gone</section><svg viewBox='0 0 1 1'><use href='#a'/></svg>"
        '<script type="application/ld+json">{"a": "</b>"}</script>'
    )
    assert "site.js" not in made.text
    assert "preload" not in made.text
    assert "noscript" not in made.text
    assert (
        "<button>Apply</button><div>a &amp; b &#8230; &copy;</div><svg viewBox='0 0 1 1'><use href='#a'/></svg>"
        in made.text
    )
    assert "gone" not in made.text
    assert '<script type="application/ld+json">{"a": "</b>"}</script>' in made.text
    assert '<script src="../../static/js/copy.js" defer></script>' in made.text
    assert "</header><p>NOTICE</p>" in made.text


@pytest.mark.django_db
def test_each_page_says_that_it_is_a_copy_of_which_day_and_where_it_lives(tmp_path: Path) -> None:
    copier = Copier(tmp_path, datetime.date(2026, 11, 3))
    assert copier.copy("/about/", None).is_written
    text = (tmp_path / "about" / "index.html").read_text()
    assert "made on 3 November 2026" in text
    assert f'<a href="{settings.SITE_URL}/about/">' in text
    assert f'<link rel="canonical" href="{settings.SITE_URL}/about/">' in text


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["/", ".ris", ".bib", ".csl.json", ".md"])
def test_what_differs_by_the_date_of_the_day_alone_is_not_written_again(ending: str, tmp_path: Path) -> None:
    """The same answer, with the date of another day in all its forms, is no other file."""
    made = factories.practice()
    address = made.get_absolute_url() if ending == "/" else f"/practices/{made.pk}{ending}"
    today, other = datetime.datetime.now(datetime.UTC).date(), datetime.date(2031, 7, 19)
    first = Copier(tmp_path, today).copy(address, None)
    assert first.entry is not None
    body = (tmp_path / first.entry.file).read_bytes().decode()
    changed = re.sub(f"{today.year},(\\s+){today.month},(\\s+){today.day}", r"2031,\1 7,\2 19", body)
    for form in FORMS:
        changed = changed.replace(form(today), form(other))
    assert changed != body
    later = Copier(tmp_path, other).put(address, first.entry.file, changed.encode(), first.entry)
    assert not later.is_written


@pytest.mark.django_db
def test_the_offline_edition_is_offered_where_there_is_one_and_not_in_a_mirror(client: Client, tmp_path: Path) -> None:
    with override_settings(DUMPS_DIR=tmp_path):
        for path in ("/about/", "/dumps/"):
            assert "offline.zip" not in client.get(path).content.decode()
        (tmp_path / files.OFFLINE).write_bytes(b"x" * 2048)
        for path in ("/about/", "/dumps/"):
            text = client.get(path).content.decode()
            assert "/dumps/offline.zip" in text
            assert "2.0\xa0KB" in text
        assert client.get("/dumps/offline.zip").status_code == 200
        Copier(tmp_path / "mirror", datetime.date(2026, 11, 3)).copy("/about/", None)
        assert "offline.zip" not in (tmp_path / "mirror" / "about" / "index.html").read_text()


def test_what_killed_runs_left_behind_goes_after_a_day(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "mirror")
    old, new = (folder.path / "fr" / name for name in (".mirror-old", ".mirror-new"))
    old.parent.mkdir()
    for path in (old, new):
        path.touch()
    os.utime(old, (0, 0))
    assert folder.remove_all_but({}) == 0
    assert [path.exists() for path in (old, new)] == [False, True]
