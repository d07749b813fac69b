"""/healthz touches nothing, /readyz says what is wrong in bounded time, /metrics is for whom it is meant for."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from practices.monitoring import readiness
from practices.search import IndexUnavailable, store
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    readiness.forget()
    yield
    readiness.forget()


@contextmanager
def refusing() -> Iterator[None]:
    """Let each query fail, as where the database is gone."""

    def refuse(*args: Any) -> Any:
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        yield


def test_healthz_touches_nothing(client: Client) -> None:
    client.cookies["sessionid"] = "x" * 32  # the test has no database: a query would fail
    for path in ("/healthz", "/healthz?x=1"):
        answer = client.get(path, headers={"If-None-Match": "*"})
        assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200  # a probe knows no name
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"].startswith("max-age=0")


def test_readyz_is_ready(client: Client, db: None) -> None:
    factories.practice()
    assert client.get("/readyz").content.splitlines()[0] == b"ok"
    told = client.get("/readyz", headers={"accept": "application/json"}).json()
    assert told["ready"] is True
    assert list(told["checks"]) == ["disk", "database", "migrations", "search index"]


def test_readyz_says_that_the_database_gives_no_answer(client: Client, db: None) -> None:
    with refusing():
        answer = client.get("/readyz")
        told = client.get("/readyz", headers={"accept": "application/json"})
    assert answer.status_code == told.status_code == 503
    assert answer.content.splitlines()[0] == b"database: no answer"
    assert told.json()["checks"]["database"] == {"state": "failed", "reason": "no answer"}


def test_readyz_says_which_migration_is_missing_or_too_new(client: Client, db: None) -> None:
    applied = MigrationRecorder(connection).migration_qs
    applied.create(app="practices", name="9999_later")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert b"migrations: warning: the database is ahead of this release: practices.9999_later\n" in answer.content
    applied.filter(app="practices", name__startswith="0020").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content.startswith(b"migrations: 1 not applied, the first is practices.0020_")


def test_readyz_says_how_far_the_index_is_behind(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.practice()
    assert client.get("/readyz").status_code == 200
    factories.practice()
    monkeypatch.setattr(readiness, "require_index", lambda: None)  # nobody reads what is new
    assert readiness.index_lag().changes > 0
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(readiness, "LAG", -1.0)
    answer = client.get("/readyz")
    assert answer.status_code == 503 and b"changes behind, for 0 seconds" in answer.content


def test_a_read_only_disk_takes_no_machine_from_its_readers(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable() -> None:
        raise IndexUnavailable("The search index can't be written")

    factories.practice()
    monkeypatch.setattr(readiness, "is_read_only", lambda folder: True)
    monkeypatch.setattr(readiness, "require_index", unavailable)  # only after a while
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.content.splitlines() == [
        b"ok",
        b"disk: warning: DATA_DIR is read-only; nothing can be saved",
        b"search index: warning: its folder is read-only, and there is no index that fits",
    ]
    monkeypatch.setattr(readiness, "is_read_only", lambda folder: False)
    assert client.get("/readyz").status_code == 503


def test_little_room_is_told(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "LEAST_FREE", 1 << 62)
    answer = client.get("/readyz")
    assert answer.status_code == 200 and b"MB are left for DATA_DIR" in answer.content


def test_where_it_can_be_written_nothing_is_read_only(tmp_path: Path) -> None:
    assert not readiness.is_read_only(tmp_path)
    assert not readiness.is_read_only(tmp_path / "not" / "there")
    assert readiness.is_read_only(Path("/proc/sys"))


# Hanging ----------------------------------------------------------------------------------------


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """A database that gives no answer until the test is over. Yields a function that counts who waits for it."""
    let_go, waiting = threading.Event(), []

    def hang() -> readiness.Finding:
        waiting.append(1)
        let_go.wait(20)
        return readiness.Finding("database", readiness.OK)

    monkeypatch.setattr(readiness, "CHECKS", (readiness._disk, hang))
    monkeypatch.setattr(readiness, "TIMEOUT", 0.3)
    yield lambda: len(waiting)
    let_go.set()


def test_a_hanging_database_is_told_in_bounded_time_and_by_one_thread(
    client: Client, hanging: Callable[[], int]
) -> None:
    began = time.monotonic()
    answers = [client.get("/readyz") for _ in range(5)]
    assert time.monotonic() - began < 1
    assert {answer.status_code for answer in answers} == {503}
    lines = answers[-1].text.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["database", "migrations", "search index"]
    assert lines[0].startswith("database: no answer within") and lines[1].endswith("not looked at")
    assert hanging() == 1
    assert client.get("/healthz").status_code == 200


def test_it_recovers_by_itself(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [readiness.FAILED]
    check = lambda: readiness.Finding("disk", found[0], "x")  # noqa: E731
    monkeypatch.setattr(readiness, "CHECKS", (check,))
    monkeypatch.setattr(readiness, "NAMES", ("disk",))
    monkeypatch.setattr(readiness, "_FRESH", 0.2)
    assert client.get("/readyz").status_code == 503
    found[0] = readiness.OK
    assert client.get("/readyz").status_code == 503  # as it was a moment ago
    time.sleep(0.25)
    assert client.get("/readyz").status_code == 200


# Metrics ----------------------------------------------------------------------------------------


def test_nobody_learns_of_metrics_unless_allowed(client: Client, db: None, settings: Any) -> None:
    for allowed, behind, headers, status in (
        ([], False, {}, 404),
        (["127.0.0.1"], False, {}, 200),
        (["10.0.0.0/8"], False, {"X-Forwarded-For": "10.0.0.7"}, 404),
        (["10.0.0.0/8"], True, {"X-Forwarded-For": "10.0.0.7"}, 200),
        (["127.0.0.1"], True, {"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}, 404),
        (["2001:db8::5"], True, {"X-Forwarded-For": "2001:db8::5"}, 200),
        (["2001:db8::5"], True, {"X-Forwarded-For": "2001:db8::6"}, 404),
        (["10.0.0.7"], True, {"X-Forwarded-For": "::ffff:10.0.0.7"}, 200),
        (["10.0.0.7"], True, {"X-Forwarded-For": "nonsense"}, 404),
    ):
        settings.METRICS_ALLOWED = networks(allowed)
        settings.BEHIND_PROXY = behind
        answer = client.get("/metrics", headers=headers)
        assert answer.status_code == status, (allowed, headers)
        unknown = client.get("/no-such-page", headers=headers)
        assert status == 200 or answer["Content-Type"] == unknown["Content-Type"]


def networks(texts: list[str]) -> list[Any]:
    return [ipaddress.ip_network(text) for text in texts]


def test_metrics_tell_what_holds_now(client: Client, db: None, settings: Any) -> None:
    settings.METRICS_ALLOWED = networks(["127.0.0.1"])
    factories.practice()
    text = client.get("/metrics").text
    assert 'catalogue_ready{check="search_index"} 1.0' in text
    assert "catalogue_index_lag_changes 0.0" in text
    with refusing():
        answer = client.get("/metrics")
    assert answer.status_code == 200 and 'catalogue_ready{check="database"} 0.0' in answer.text


def test_the_index_that_is_missing_is_no_lag(db: None) -> None:
    with pytest.raises(IndexUnavailable):
        readiness.index_lag()
    assert store.read_state() is None
