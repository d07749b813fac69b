"""What programs look for at fixed addresses: sitemap, robots.txt, security.txt, icons, the manifest."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from lxml import etree
from PIL import Image

from practices.changelog import records
from practices.metadata import sitemap
from practices.models import MigrationPhase, PolicyArea, Practice
from tests import factories
from tests.metadata.heads import SITE, in_each_language, linked

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}

FILES = ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-corridors.xml", "/sitemap-practices-0.xml")


@pytest.fixture(autouse=True)
def _one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name all practices in one file, whatever their numbers are: on PostgreSQL they go on from test to test."""
    monkeypatch.setattr(sitemap, "SHARE", 10**9)


# The sitemap ------------------------------------------------------------------------------------


def entries(answer: Any) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the entries of a file of the sitemap: address -> when it changed, and its address in each language."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    return {
        entry.findtext("s:loc", namespaces=SITEMAP): (
            entry.findtext("s:lastmod", default="", namespaces=SITEMAP),
            {link.get("hreflang"): link.get("href") for link in entry.iterfind("x:link", SITEMAP)},
        )
        for entry in etree.fromstring(answer.content)
    }


def files(client: Client) -> dict[str, str]:
    """Return the files that the sitemap names, and when each changed."""
    answer = client.get("/sitemap.xml", headers={"host": "localhost"})
    return {address.removeprefix(SITE): changed for address, (changed, _links) in entries(answer).items()}


@pytest.mark.both_databases
def test_it_names_every_published_practice_and_no_other(client: Client, practice: Callable[..., Practice]) -> None:
    shown, gone = practice(), practice()
    factories.draft()
    factories.withdraw(gone, "Wrong.")
    found = entries(client.get("/sitemap-practices-0.xml", headers={"host": "localhost"}))
    assert list(found) == [SITE + shown.get_absolute_url()]
    changed = records.current().get(practice_id=shown.pk).updated_at
    assert [datetime.datetime.fromisoformat(day) for day, _links in found.values()] == [changed]
    assert list(files(client)) == ["/sitemap-pages.xml", "/sitemap-corridors.xml", "/sitemap-practices-0.xml"]


def test_each_language_is_an_entry_that_names_all(client: Client, practice: Callable[..., Practice]) -> None:
    made = practice(title_fr="Titre", summary_fr="Résumé.", title_es="Título", summary_es="Resumen.")
    path = made.get_absolute_url()
    found = entries(client.get("/sitemap-practices-0.xml"))
    languages = {"en": SITE + path, "fr": f"{SITE}/fr{path}", "es": f"{SITE}/es{path}"}
    assert list(found) == list(languages.values())
    assert all(links == {**languages, "x-default": languages["en"]} for _changed, links in found.values())
    assert in_each_language(client.get(f"/fr{path}")) == found[languages["fr"]][1]


def test_only_what_is_in_another_language_names_it(client: Client, practice: Callable[..., Practice]) -> None:
    practice()
    assert [links for _changed, links in entries(client.get("/sitemap-practices-0.xml")).values()] == [{}]


@pytest.mark.both_databases
def test_its_files_are_shares_of_the_ids(
    client: Client, practice: Callable[..., Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "SHARE", 10)
    first, last, far = practice(id=9), practice(id=10), practice(id=31)
    named = files(client)
    pages, corridors, *shares = named
    assert [pages, corridors] == ["/sitemap-pages.xml", "/sitemap-corridors.xml"]
    assert shares == [f"/sitemap-practices-{share}.xml" for share in (0, 1, 3)]
    found = [list(entries(client.get(path))) for path in shares]
    assert found == [[SITE + made.get_absolute_url()] for made in (first, last, far)]
    earlier = named["/sitemap-practices-0.xml"]
    later = timezone.now() + datetime.timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    factories.withdraw(last, "Wrong.")
    monkeypatch.undo()
    monkeypatch.setattr(sitemap, "SHARE", 10)
    assert files(client)["/sitemap-practices-0.xml"] == earlier  # only what changed is to be read again


def test_a_file_that_there_is_not_is_not_found(client: Client, db: None) -> None:
    for share in ("0", "7", "999999999999", "-1", "x", "9" * 40):
        assert client.get(f"/sitemap-practices-{share}.xml").status_code == 404


def test_it_names_pages_that_may_be_found(
    client: Client, practice: Callable[..., Practice], vocabulary: factories.Vocabulary
) -> None:
    PolicyArea.objects.filter(pk__in=[area.pk for area in vocabulary.areas[1:]]).update(retired=True)
    MigrationPhase.objects.filter(pk__in=[phase.pk for phase in vocabulary.phases[1:]]).update(retired=True)
    practice()
    found = entries(client.get("/sitemap-pages.xml"))
    assert set(found) == {
        f"{SITE}{prefix}{path}"
        for prefix in ("", "/fr", "/es")
        for path in (
            *("/", "/practices/", "/countries/", "/policy-areas/", "/gaps/", "/about/", "/partners/", "/propose/"),
            *("/privacy/", "/accessibility/"),
            *("/organisations/", "/sources/", "/sources/report/"),
            *("/policy-areas/remittances/", "/policy-areas/other/", "/phases/planning/", "/phases/other/"),
        )
    }
    for address, (_changed, links) in found.items():
        page = client.get(address.removeprefix(SITE))
        assert linked(page, "canonical")[0]["href"] == address
        assert in_each_language(page) == links
    newest = records.current().order_by("-number")[0].updated_at
    assert datetime.datetime.fromisoformat(found[f"{SITE}/"][0]) == newest


@pytest.mark.both_databases
def test_it_costs_few_queries_however_many_practices(
    client: Client, practice: Callable[..., Practice], django_assert_max_num_queries: Any
) -> None:
    for title in ("Titre", ""):
        practice(title_fr=title)
    for path in FILES:
        client.get(path)
        with django_assert_max_num_queries(5):
            client.get(path)


@pytest.mark.both_databases
def test_it_is_not_sent_again_until_something_changes(client: Client, practice: Callable[..., Practice]) -> None:
    made = practice()
    for path in FILES:
        tag = client.get(path)["ETag"]
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    factories.withdraw(made, "Wrong.")
    assert client.get("/sitemap.xml", headers={"if-none-match": tag}).status_code == 200


# robots.txt -------------------------------------------------------------------------------------


def allowed(robots: str, path: str) -> bool:
    """Whether crawlers may read a path: the longest rule that fits counts (RFC 9309)."""
    rules = []
    for line in robots.splitlines():
        verb, _colon, rule = line.partition(": ")
        pattern = re.escape(rule).replace(r"\*", ".*").replace(r"\$", "$")
        if verb in {"Allow", "Disallow"} and re.match(pattern, path):
            rules.append((len(rule), verb == "Allow"))
    return max(rules, default=(0, True))[1]


def test_crawlers_may_read_pages_and_the_api_but_no_endless_lists(client: Client, db: None) -> None:
    answer = client.get("/robots.txt", headers={"host": "localhost"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    robots = answer.content.decode()
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in robots
    for home in ("/", "/fr/", "/es/"):
        for path in (
            "",
            "practices/",
            "practices/1/x/",
            "practices/1.ris",
            "about/",
            "partners/",
            "propose/",
            "practices/?page=2",
            "gaps/",
            "corridors/",
            "corridors/MA/ES/",
        ):
            assert allowed(robots, home + path), home + path
        for path in (
            "admin/",
            "admin/login/",
            "preview/abc/",
            "propose/correction/1/",
            "propose/0123456789abcdef/",
            "practices/?q=fees",
            "practices/?country=MA&country=EG",
            "gaps/?cell=remittances:training",
            "gaps.csv",
            "compare/?id=1&id=2",
            "compare.csv?id=1&id=2",
            "corridors/?from=MA&to=ES",
            "corridors.csv",
            "practices/suggest?q=f",
            "practices/export.csv?country=MA",
        ):
            assert not allowed(robots, home + path), home + path
    for path in ("/api/v1/practices?country=MA&page=2", "/static/css/base.css", "/sitemap-practices-0.xml"):
        assert allowed(robots, path), path


# security.txt -----------------------------------------------------------------------------------


def fields(client: Client) -> dict[str, str]:
    answer = client.get("/.well-known/security.txt", headers={"host": "localhost"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=86400"}
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


def test_it_says_whom_to_tell_of_a_weakness(client: Client, db: None, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    settings.SECURITY_POLICY_URL = "https://example.org/policy"
    found = fields(client)
    expires = datetime.datetime.fromisoformat(found.pop("Expires"))
    assert datetime.timedelta(days=30) < expires - timezone.now() < datetime.timedelta(days=365)
    assert found == {
        "Contact": "mailto:security@example.org",
        "Preferred-Languages": "en, fr, es",
        "Canonical": f"{SITE}/.well-known/security.txt",
        "Policy": "https://example.org/policy",
    }


def test_it_names_no_policy_where_there_is_none(client: Client, db: None, settings: Any) -> None:
    settings.SECURITY_CONTACT = "https://example.org/tell"
    assert "Policy" not in fields(client)


def test_without_a_contact_there_is_none(client: Client, db: None, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


# Icons and the manifest -------------------------------------------------------------------------


def static_file(path: str) -> bytes:
    return (settings.BASE_DIR / "static" / path.removeprefix("/static/")).read_bytes()


def test_icons_lie_where_programs_look_for_them(client: Client, db: None) -> None:
    for path, size in (("/favicon.ico", (48, 48)), ("/apple-touch-icon.png", (180, 180))):
        answer = client.get(path)
        assert answer.status_code == 200
        assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).size == size
    assert {link["href"] for link in linked(client.get("/"), "icon", "apple-touch-icon")} == {
        "/favicon.ico",
        "/apple-touch-icon.png",
        "/static/img/icon.svg",
    }


def test_the_manifest_names_the_site_in_the_readers_language(client: Client, db: None) -> None:
    [link] = linked(client.get("/fr/"), "manifest")
    answer = client.get(link["href"])
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert [manifest[name] for name in ("name", "short_name", "lang", "start_url", "display")] == [
        "Pratiques de mobilité de la main-d’œuvre",
        "Pratiques",
        "fr",
        "/fr/",
        "browser",
    ]
    for icon in manifest["icons"]:
        if icon["type"] == "image/png":
            picture = Image.open(io.BytesIO(static_file(icon["src"])))
            assert "{}x{}".format(*picture.size) == icon["sizes"]
    assert f'fill="{manifest["theme_color"]}"' in static_file(manifest["icons"][-1]["src"]).decode()
