"""While the database is gone, readers get what is kept, with its age; others are told at once; all heals by itself."""

from __future__ import annotations

import gzip
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from practices import search
from practices.caching import editions, kept
from practices.models import Practice
from practices.search import follow
from practices.web import outage
from tests.at_once import at_once
from tests.caching.keeping import keeping_pages
from tests.web.refusing import locked

pytestmark = pytest.mark.both_databases
SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="it is about a file")
BROWSER = {"accept": "text/html,application/xhtml+xml"}
_begin, _watch = outage.begin, outage._watch


@pytest.fixture(autouse=True)
def _as_on_a_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep pages, and let errors begin an outage."""
    monkeypatch.setattr(outage, "begin", _begin)
    with keeping_pages():
        yield


PLACE = "<!-- as it was -->"


def opened(response: Any) -> str:
    """Return a page, however it was compressed."""
    opener: Any = {"gzip": gzip.decompress, "br": brotli.decompress}.get(response.get("Content-Encoding", ""), bytes)
    text: str = opener(response.content).decode()
    return text


def line_in(answer: Any, first: Any) -> str:
    """Return the line that says how old a kept page is. All else must be as it was at first."""
    was, said = opened(first), opened(answer)
    place = was.index(PLACE)
    line = said[place : len(said) - (len(was) - place - len(PLACE))]
    assert said == was.replace(PLACE, line)
    return line


@contextmanager
def gone(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Let every question to the change log fail. Give how many there were."""
    asked = []

    def fail(state: Any) -> None:
        asked.append(1)
        raise locked()

    with monkeypatch.context() as broken:
        broken.setattr(follow, "unread", fail)
        broken.setattr(follow, "_is_idle", lambda: False)
        yield asked
    outage._here["default"].error = None


def test_kept_pages_go_on_and_say_how_old_they_are(
    client: Client, practice: Callable[..., Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [practice("Fees").get_absolute_url(), "/fr/practices/", "/api/v1/facets", "/practices/export.csv"]
    for_programs = pages[2:]
    before = {path: client.get(path) for path in pages}
    noted = kept._latest
    monkeypatch.setattr(kept, "_latest", noted._replace(at=noted.at - 600))
    with gone(monkeypatch) as asked:
        for path, first in before.items():
            answer = client.get(path)
            assert answer.status_code == 200
            if path in for_programs:
                assert (answer.content, answer["ETag"]) == (first.content, first["ETag"])
            assert 600 <= int(answer["Age"]) < 700
            assert answer["Warning"].startswith("110 ")
            assert client.head(path).status_code == 200
            assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert len(asked) == 1, "the others did not wait for what the first had missed"
    assert "Age" not in client.get(pages[0])


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
@pytest.mark.parametrize("path", ["/practices/", "/fr/practices/", "/es/practices/"])
def test_a_kept_page_says_to_people_when_it_was_right(
    client: Client, practice: Callable[..., Practice], monkeypatch: pytest.MonkeyPatch, path: str, encoding: str
) -> None:
    practice("Fees")
    headers = {"accept-encoding": encoding}
    first = client.get(path, headers=headers)
    at = datetime(2026, 11, 30, 10, 42, 10, tzinfo=UTC).timestamp()
    monkeypatch.setattr(kept, "_latest", kept._latest._replace(at=at))
    monkeypatch.setattr(kept, "LONGEST", 10**9)
    with gone(monkeypatch):
        answer = client.get(path, headers=headers)
    line = line_in(answer, first)
    assert "10:42" in line
    assert "2026" in line
    assert 'role="status"' in line
    assert answer.get("Content-Encoding", "") == encoding
    assert not {"ETag", "Last-Modified"} & set(answer.headers), "it is not the page of that tag"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Age"]
    assert "can't be reached" not in opened(client.get(path, headers=headers))


def test_a_page_of_the_edition_before_is_shown_with_the_age_of_its_own(
    client: Client, practice: Callable[..., Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/practices/")
    practice("Fees")
    assert client.get("/about/")["ETag"] != first["ETag"]  # another edition, of which nobody has asked for the list
    with gone(monkeypatch):
        assert "This page is as it was" in line_in(client.get("/practices/"), first)
        monkeypatch.setattr(kept.time, "time", lambda: time.monotonic() + 10**10)  # much later
        assert client.get("/practices/").status_code == 503


def test_what_is_not_kept_is_refused_in_its_own_form(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/")
    with gone(monkeypatch):
        page = client.get("/fr/practices/?q=new", headers=BROWSER)
        assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "10", "no-store")
        assert '<html lang="fr">' in page.text and "<form" not in page.text
        assert client.get("/practices/export.csv")["Content-Type"].startswith("text/plain")
        problem = client.get("/api/v1/practices")
        assert (problem.status_code, problem["Content-Type"]) == (503, "application/problem+json")
        assert problem["Retry-After"] == "10"
        assert client.get("/healthz").status_code == 200


def test_who_is_signed_in_gets_no_page_that_may_be_old(curator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert curator.get("/practices/").status_code == Client().get("/practices/").status_code == 200
    with gone(monkeypatch):
        assert curator.get("/practices/", headers=BROWSER).status_code == 503
        assert Client().get("/practices/").status_code == 200


def test_a_page_that_fails_half_way_is_one_from_before(
    client: Client, practice: Callable[..., Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/practices/")
    practice("Fees")

    def fail(*given: Any) -> None:
        raise locked()

    monkeypatch.setattr("practices.views.pages.Browse", fail)
    monkeypatch.setattr("practices.views.browse.Browse", fail, raising=False)
    client.raise_request_exception = False
    assert "This page is as it was" in line_in(client.get("/practices/"), first)
    assert client.get("/practices/?q=new").status_code == 503


def test_an_error_of_the_code_shows(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/practices/")
    client.raise_request_exception = False
    monkeypatch.setattr(follow, "unread", lambda state: Practice.objects.extra(where=["no_such_column"]).first())
    monkeypatch.setattr(follow, "_is_idle", lambda: False)
    assert client.get("/practices/").status_code == 500


@SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_moved_away_is_found_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "_watch", _watch)
    monkeypatch.setattr(outage, "_REST", 0.05)
    monkeypatch.setattr(follow, "_is_idle", lambda: False)
    client.get("/practices/")
    file = Path(connection.settings_dict["NAME"])
    connection.settings_dict["NAME"] = f"file:{file}?mode=rw"
    file.rename(file.with_suffix(".away"))
    connection.close_if_unusable_or_obsolete()  # as before each request
    assert client.get("/practices/")["Warning"]
    with pytest.raises(OperationalError):
        Practice.objects.count()
    file.with_suffix(".away").rename(file)
    until = time.monotonic() + 5
    while outage._here["default"].error is not None and time.monotonic() < until:
        time.sleep(0.01)
    assert "Warning" not in client.get("/practices/")
    connection.settings_dict["NAME"] = str(file)


@SQLITE
@pytest.mark.django_db(transaction=True)
def test_who_reads_waits_less_for_a_lock_than_who_writes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "PATIENCE", 0.02)
    monkeypatch.setattr(follow, "_is_idle", lambda: False)
    client.get("/practices/")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        assert client.get("/practices/")["Warning"]
        assert time.monotonic() - started < 1
    given = settings.DATABASES["default"]["OPTIONS"]["timeout"]
    assert connection.connection.execute("PRAGMA busy_timeout").fetchone() == (1000 * given,)


def test_a_changed_catalogue_is_looked_at_by_one_thread_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = [], []

    def slowly() -> SimpleNamespace:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.02)
        inside.pop()
        return SimpleNamespace(edition="")

    monkeypatch.setattr(search, "snapshot", slowly)
    middleware = editions.EditionMiddleware(lambda request: HttpResponse())

    def ask() -> None:
        request = RequestFactory().get("/practices/")
        request.resolver_match = resolve("/practices/")
        middleware.process_view(request, request.resolver_match.func, (), {})

    at_once(*[ask] * 4)
    assert most == [1] * 4


def test_tables_of_another_release_are_no_outage(
    client: Client, practice: Callable[..., Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the start of a release and the end of its migrations: who asks meanwhile must not fail otherwise."""
    practice()
    MigrationRecorder(connection).migration_qs.filter(app="practices").last().delete()

    def fail(state: Any) -> None:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SELECT later FROM practices_practice")

    monkeypatch.setattr(follow, "unread", fail)
    client.raise_request_exception = False
    assert [client.get("/practices/").status_code for _again in range(3)] == [503, 503, 503]
    assert outage._here["default"].error is None
