"""What only reads says so to whoever sends something, before anybody asks for a token; HEAD answers where GET does."""

from __future__ import annotations

import pytest
from django.test import Client

READ = [
    *(
        "/",
        "/practices/",
        "/about/",
        "/privacy/",
        "/accessibility/",
        "/countries/",
        "/countries/MA/",
        "/corridors/",
        "/gaps/",
        "/partners/",
        "/dumps/",
    ),
    *("/practices/23/", "/practices", "/policy-areas/", "/organisations/", "/sources/", "/embed/23/", "/embed/gaps/"),
    *("/practices/export.csv", "/practices/feed.atom", "/gaps.csv", "/gaps.svg", "/corridors.csv", "/practices/23.ris"),
    *("/practices/suggest", "/practices/23/changes.atom", "/practices/23.json", "/picture.png", "/site.webmanifest"),
    *("/robots.txt", "/sitemap.xml", "/dcat.jsonld", "/healthz", "/readyz", "/oembed", "/oembed/", "/dumps/index.json"),
    *("/preview/x/", "/dumps/latest.json", "/styleguide/"),
]
OF_THE_API = [
    "",
    "practices",
    "practices/23",
    "changes",
    "practices/",
    "openapi.json",
    "docs",
    "facets",
    "countries/MA",
]
METHODS = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"]


@pytest.fixture
def strict() -> Client:
    """A client of which a token is asked, as of a browser."""
    return Client(enforce_csrf_checks=True)


def test_what_only_reads_takes_nothing(strict: Client, db: None, subtests: pytest.Subtests) -> None:
    for path in READ:
        for prefix in ("", "/fr") if strict.get(f"/fr{path}").status_code != 404 else ("",):
            with subtests.test(path=prefix + path):
                for method in METHODS:
                    page = strict.generic(method, prefix + path, headers={"accept": "text/html"})
                    line = strict.generic(method, prefix + path)
                    assert (page.status_code, line.status_code) == (405, 405), method
                    assert page["Allow"] == line["Allow"] == "GET, HEAD"
                    assert "<h1>" in page.text and f'<html lang="{prefix[1:] or "en"}">' in page.text
                    assert line["Content-Type"].startswith("text/plain") and "GET, HEAD" in line.text


def test_the_api_takes_nothing(strict: Client, db: None, subtests: pytest.Subtests) -> None:
    for path in OF_THE_API:
        with subtests.test(path=path):
            for method in METHODS:
                answer = strict.generic(method, f"/api/v1/{path}")
                assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json"), method
                assert answer["Allow"] == "GET, HEAD" and answer.json()["status"] == 405


def test_forms_take_what_is_posted_and_nothing_else(strict: Client, db: None) -> None:
    assert strict.get("/propose/").status_code == 200
    for method in ("PUT", "PATCH", "DELETE"):
        answer = strict.generic(method, "/fr/propose/", headers={"accept": "text/html"})
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert strict.generic("PUT", "/oai")["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/practices/", "GET, HEAD, OPTIONS"),
        ("/fr/about/", "GET, HEAD, OPTIONS"),
        ("/practices/export.csv", "GET, HEAD, OPTIONS"),
        ("/api/v1/practices", "GET, HEAD, OPTIONS"),
        ("/oai", "GET, HEAD, POST, OPTIONS"),
        ("/propose/", "GET, HEAD, POST, OPTIONS"),
    ],
)
def test_whoever_asks_which_methods_there_are_is_told(strict: Client, db: None, path: str, allowed: str) -> None:
    answer = strict.options(path)
    assert (answer.status_code, answer["Allow"], answer.content) == (204, allowed, b"")


@pytest.mark.usefixtures("catalogue")
def test_head_answers_where_get_does(client: Client, subtests: pytest.Subtests) -> None:
    for path in (*READ, *(f"/api/v1/{path}" for path in OF_THE_API)):
        with subtests.test(path=path):
            got, head = client.get(path), client.head(path)
            if got.streaming:
                list(got.streaming_content)
            assert (head.status_code, head.get("Content-Type")) == (got.status_code, got.get("Content-Type"))
