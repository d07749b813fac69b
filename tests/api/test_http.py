"""Languages, kept answers, scripts of other sites, limits and errors of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from practices.search import follow
from practices.search.store import IndexUnavailable
from practices.web import counts
from tests import factories

LIST = "/api/v1/practices"

pytestmark = pytest.mark.django_db


@pytest.fixture
def translated(vocabulary: factories.Vocabulary) -> int:
    """The id of a practice in English and French."""
    ends = [(vocabulary.countries[1], "origin")]
    return factories.translate(factories.practice("Lower fees", title_fr="Des frais plus bas", countries=ends)).pk


@pytest.fixture
def _keeping() -> Iterator[None]:
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        cache.clear()
        yield
        cache.clear()


# Languages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "en"),
        ("?lang=fr", "", "fr"),
        ("?lang=fr", "es", "fr"),
        ("", "fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("", "de, es;q=0.5", "es"),
        ("", "de", "en"),
        ("", "*", "en"),
        ("", "\x00;q=nonsense,,", "en"),
    ],
)
def test_the_parameter_decides_else_the_header(client: Client, translated, query, header, language) -> None:
    answer = client.get(f"{LIST}/{translated}{query}", headers={"Accept-Language": header})
    assert answer["Content-Language"] == language
    assert ("Accept-Language" in answer["Vary"]) == (not query)
    found = answer.json()
    assert found["title"] == ("Des frais plus bas" if language == "fr" else "Lower fees")
    assert found["countries"][0]["name"] == {"en": "Egypt", "fr": "Égypte", "es": "Egipto"}[language]
    assert found["language"] == ("fr" if language == "fr" else "en")


def test_a_cookie_chooses_no_language(client: Client, translated: int) -> None:
    client.cookies["django_language"] = "fr"
    assert client.get(LIST)["Content-Language"] == "en"


def test_a_language_that_there_is_not_is_refused(client: Client, translated: int) -> None:
    for address in (LIST, f"{LIST}/{translated}", "/api/v1/countries"):
        answer = client.get(f"{address}?lang=de")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "lang")


@pytest.mark.usefixtures("_keeping")
def test_what_is_kept_for_one_language_is_not_given_to_another(client: Client, translated: int) -> None:
    french, english = {"Accept-Language": "fr"}, {"Accept-Language": "en"}
    first = client.get(LIST, headers=french)
    second = client.get(LIST, headers=english)
    assert first["ETag"] != second["ETag"]
    for _again in range(2):
        kept = client.get(LIST, headers=french)
        assert (kept.content, kept["ETag"], kept["Content-Language"]) == (first.content, first["ETag"], "fr")
        assert client.get(LIST, headers=english).content == second.content
    stale = client.get(LIST, headers=english | {"If-None-Match": first["ETag"]})
    assert (stale.status_code, stale.content) == (200, second.content)
    fresh = client.get(LIST, headers=french | {"If-None-Match": first["ETag"]})
    assert (fresh.status_code, fresh["Content-Language"]) == (304, "fr")
    assert "Accept-Language" in fresh["Vary"]


# Scripts of other sites ---------------------------------------------------------------------------


def test_scripts_of_other_sites_may_read_it(client: Client, translated: int) -> None:
    for address in (LIST, f"/practices/{translated}.json", f"/fr/practices/{translated}.json", "/api/v1/nothing"):
        answer = client.get(address, headers={"Origin": "https://partner.example.org"})
        assert answer["Access-Control-Allow-Origin"] == "*"
        exposed = answer["Access-Control-Expose-Headers"].split(", ")
        assert {"ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed)
        assert "Access-Control-Allow-Credentials" not in answer and not answer.cookies


# Limits -------------------------------------------------------------------------------------------


@pytest.fixture
def _three_a_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.API_RATE_LIMIT = 3
    monkeypatch.setattr(counts.time, "time", lambda: 600_030.0)  # half a minute is left
    counts.forget()
    yield
    counts.forget()


@pytest.mark.usefixtures("_three_a_minute", "translated")
def test_who_asks_too_often_is_told_when_to_come_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for left in (2, 1, 0):
        answer = client.get("/api/v1/")
        assert (answer.status_code, answer["RateLimit"]) == (200, f'"minute";r={left};t=30')
        assert answer["RateLimit-Policy"] == '"minute";q=3;w=60'
    refused = client.get(LIST, headers={"Origin": "https://partner.example.org"})
    assert (refused.status_code, refused["Retry-After"], refused["RateLimit"]) == (429, "30", '"minute";r=0;t=30')
    assert refused["Content-Type"] == "application/problem+json" and refused.json()["title"] == "Too Many Requests"
    assert refused["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/v1/", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/practices/").status_code == 200
    monkeypatch.setattr(counts.time, "time", lambda: 600_060.0)
    assert client.get("/api/v1/")["RateLimit"] == '"minute";r=2;t=60'


@pytest.mark.usefixtures("_three_a_minute", "translated")
def test_what_has_not_changed_does_not_count(client: Client) -> None:
    tag = client.get(LIST)["ETag"]
    for _time in range(5):
        answer = client.get(LIST, headers={"If-None-Match": tag})
        assert (answer.status_code, answer["RateLimit"]) == (304, '"minute";r=2;t=30')
    assert client.get("/api/v1/nothing")["RateLimit"] == '"minute";r=1;t=30'


@pytest.mark.usefixtures("_three_a_minute", "translated")
def test_the_documentation_does_not_count_and_is_always_there(client: Client) -> None:
    for _time in range(4):
        for address in ("/api/v1/docs", "/api/v1/openapi.json"):
            answer = client.get(address)
            assert answer.status_code == 200 and "RateLimit" not in answer
    assert client.get("/api/v1/openapi.json?x=1")["RateLimit"] == '"minute";r=2;t=30'


def test_without_a_limit_nothing_is_counted(client: Client, translated: int) -> None:
    assert "RateLimit" not in client.get(LIST)


# Errors -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/v1/nothing", 404),
        ("get", "/api/v2/practices", 404),
        ("get", "/api/", 404),
        ("get", "/api/v1/nothing/", 404),
        ("get", "/api/v1/practices/one", 404),
        ("get", "/api/v1/practices/%00", 404),
        ("get", "/api/v1/practices/%ff%fe", 404),
        ("get", "/api/v1/sources/%00", 404),
        ("get", "/api/v1/countries/%00", 422),
        ("get", "/api/v1/corridors?from=%00", 422),
        ("get", "/api/v1/practices/0", 422),
        ("get", "/api/v1/practices/999999", 404),
        ("get", "/api/v1/practices?page=0", 422),
        ("get", "/api/v1/practices?page=%ff", 422),
        ("get", "/api/v1/changes?cursor=-1", 422),
        ("get", "/api/v1/changes?cursor=" + "9" * 5000, 422),
        ("get", "/api/v1/vocabularies/secrets", 404),
        ("post", "/api/v1/practices", 405),
        ("delete", "/api/v1/changes", 405),
        ("put", "/api/v1/", 405),
    ],
)
def test_every_error_is_a_problem_document(client: Client, db: None, method: str, address: str, status: int) -> None:
    answer = getattr(client, method)(address)
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert isinstance(problem["detail"], str) and problem["detail"] and problem["title"]
    assert problem["instance"].startswith("/api/")
    assert ("Allow" in answer) == (status == 405)
    assert ("errors" in problem) == (status == 422)
    assert int(answer["Content-Length"]) == len(answer.content)


def test_errors_of_django_itself_are_problem_documents(client: Client, settings: Any, monkeypatch: Any) -> None:
    answer = client.get(LIST, HTTP_HOST="elsewhere.example.org")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    client.raise_request_exception = False
    monkeypatch.setattr("practices.changelog.records.current", lambda: 1 / 0)
    answer = client.get("/api/v1/changes")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "ZeroDivision" not in answer.content.decode()


@pytest.mark.both_databases
def test_while_there_is_no_index_it_says_so(client: Client, translated: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise IndexUnavailable("gone")

    monkeypatch.setattr(follow, "reader", broken)
    for address in ("/api/v1/vocabularies", "/api/v1/vocabularies/level"):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    for address in (LIST, "/api/v1/changes", "/api/v1/countries", "/api/v1/openapi.json"):
        assert client.get(address)["Cache-Control"] == "no-store", address


def test_everything_answers_head(client: Client, vocabulary: factories.Vocabulary) -> None:
    pk = factories.practice().pk
    for path in ("", "practices", f"practices/{pk}", "facets", "vocabularies", "vocabularies/level", "countries",
                 "countries/MA", "corridors", "sources", "sources/report", "changes"):  # fmt: skip
        answer = client.head(f"/api/v1/{path}")
        assert (answer.status_code, answer.content) == (200, b""), path
