"""What is answered where not even a form can be shown: a page (503) with what was sent, a sentence for programs."""

from __future__ import annotations

import errno
import sqlite3
import time
from typing import Any

import psycopg
import psycopg_pool
import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from practices.models import Practice
from practices.views import pages
from practices.web import busy
from tests import factories
from tests.admin.forms import LIST
from tests.exchange.files import NEW, confirm, csv_bytes, opened, seen_in, send, text_of
from tests.pages import form_on
from tests.signin import signing_in
from tests.web.refusing import locked, refusing

pytestmark = pytest.mark.both_databases
BROWSER = {"accept": "text/html,application/xhtml+xml"}
HOSTILE = '"><script>alert(1)</script>'


def raises(error: BaseException) -> Any:
    def view(*args: Any, **kwargs: Any) -> Any:
        raise error

    return view


@pytest.fixture
def reading(db: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/fr/", "fr")])
def test_a_reader_is_asked_to_come_again(
    reading: Client, monkeypatch: pytest.MonkeyPatch, path: str, language: str
) -> None:
    monkeypatch.setattr(pages, "Browse", raises(locked()))
    response = reading.get(path, headers=BROWSER)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert f'<html lang="{language}">' in response.text and "<form" not in response.text
    assert response["Cache-Control"] == "no-store"


def test_programs_get_a_line(reading: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "Browse", raises(locked()))
    response = reading.get("/")
    assert (response.status_code, response.text) == (503, "The site is busy just now. Try again in a while.\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_the_api_answers_with_a_problem_document(reading: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practices.search.snapshot", raises(locked()))
    response = reading.get("/api/v1/practices")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response.json()["detail"].startswith("The catalogue is busy")


@pytest.mark.parametrize("error", [OperationalError("no such column: x"), OSError("no such file")])
def test_a_fault_of_the_code_stays_one(reading: Client, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    if isinstance(error, OperationalError):
        error.__cause__ = sqlite3.OperationalError(str(error))
    monkeypatch.setattr(pages, "Browse", raises(error))
    assert reading.get("/", headers=BROWSER).status_code == 500


def of_postgresql(error: type[psycopg.Error]) -> OperationalError:
    raised = OperationalError("said by PostgreSQL")
    raised.__cause__ = error("said by PostgreSQL")
    return raised


MEANT = {
    "deadlock": (of_postgresql(psycopg.errors.DeadlockDetected), busy.BUSY),
    "lock timeout": (of_postgresql(psycopg.errors.LockNotAvailable), busy.BUSY),
    "serialization": (of_postgresql(psycopg.errors.SerializationFailure), busy.BUSY),
    "no connection left": (of_postgresql(psycopg.errors.TooManyConnections), busy.BUSY),
    "shutdown": (of_postgresql(psycopg.errors.AdminShutdown), busy.BUSY),
    "connection broken": (of_postgresql(psycopg.errors.ConnectionFailure), busy.BUSY),
    "no answer": (of_postgresql(psycopg.OperationalError), busy.BUSY),
    "pool is empty": (of_postgresql(psycopg_pool.PoolTimeout), busy.BUSY),
    "disk full": (of_postgresql(psycopg.errors.DiskFull), busy.NO_ROOM),
    "read-only": (of_postgresql(psycopg.errors.ReadOnlySqlTransaction), busy.NO_ROOM),
    "full disk of files": (OSError(errno.ENOSPC, "No space left on device"), busy.NO_ROOM),
    "no such column": (of_postgresql(psycopg.errors.UndefinedColumn), None),
    "a value twice": (of_postgresql(psycopg.errors.UniqueViolation), None),
    "no such file": (OSError(errno.ENOENT, "No such file"), None),
    "a mistake": (ValueError(), None),
}


@pytest.mark.parametrize("case", MEANT)
def test_what_errors_mean(db: None, case: str) -> None:
    error, meant = MEANT[case]
    assert busy.trouble_of(error) is meant


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the words are those of SQLite")
def test_what_sqlite_says_of_a_mistake_is_a_fault(db: None) -> None:
    with pytest.raises(OperationalError) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT x FROM practices_practice")
    assert busy.trouble_of(raised.value) is None


def test_what_was_sent_stands_on_the_page_and_nothing_secret(db: None) -> None:
    browser = signed_in()
    sent = {"action": "delete_selected", "_selected_action": ["1", "2"], "note": HOSTILE, "password": "stripes"}
    with refusing():
        response = browser.post(reverse("admin:auth_group_changelist"), {**sent, "_selected_action": groups()})
    assert HOSTILE not in response.text and "stripes" not in response.text
    form = form_on(response, None, 503)
    assert form["note"] == [HOSTILE]
    assert form["_selected_action"] == [str(pk) for pk in groups()]


def groups() -> list[int]:
    return list(Group.objects.order_by("pk").values_list("pk", flat=True)[:2])


def signed_in(**options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    client.force_login(signing_in.person())
    return client


def test_a_form_that_is_not_ours_gets_no_button(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(enforce_csrf_checks=True)
    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", raises(locked()))
    response = browser.post(reverse(LIST), {"action": "move_publish"})
    assert response.status_code == 503
    assert "move_publish" not in response.text and "<form" not in response.text


def test_many_are_moved_or_none(db: None) -> None:
    browser, drafts = signed_in(), [factories.draft() for _number in range(3)]
    sent = {f"_version_{draft.pk}": "0" for draft in drafts} | {"_selected_action": [draft.pk for draft in drafts]}
    sent |= {"action": "move_archive", "_confirmed": "1", "reason": "Old"}
    with refusing(only=15) as writes:
        response = browser.post(reverse(LIST), sent)
    assert len(writes) == 15 and "UPDATE" in "".join(writes), "some were moved"
    assert response.status_code == 503
    assert set(Practice.objects.values_list("state", flat=True)) == {"draft"}
    assert "practice." not in browser.get(reverse(LIST)).text.split("messagelist")[-1][:200]
    assert browser.post(reverse(LIST), form_on(response, None, 503)).status_code == 302
    assert set(Practice.objects.values_list("state", flat=True)) == {"archived"}


def test_a_file_has_to_be_chosen_again_but_is_confirmed_again_without_it(db: None) -> None:
    browser = signed_in()
    with refusing():
        response = send(browser, csv_bytes(NEW))
    assert response.status_code == 503 and "choose the file again" in response.text
    address, page = opened(browser, csv_bytes(NEW))
    with refusing():
        again = text_of(browser.post(address, {"seen": seen_in(page)}))
    assert "Nothing has been imported" in again and "the site is busy just now" in again
    assert "Imported" in confirm(browser, address, again)
    assert Practice.objects.get().title_en == NEW["title_en"]


def test_a_page_is_not_withheld_because_the_session_can_not_be_written(db: None) -> None:
    browser = signed_in()
    session = browser.session
    session["signed_in_at"], session["renewed_at"] = int(time.time()), 1
    session.save()
    with refusing() as writes:
        assert browser.get(reverse(LIST)).status_code == 200
    assert any("SAVEPOINT" in statement for statement in writes)
