"""Who waits for a silent PostgreSQL is told when it is found gone, and goes on waiting where it is only slow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection

from practices.web import busy, outage

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no server"),
]
_begin = outage.begin


@pytest.fixture
def other(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A connection of a pool of its own, past the transaction of the test."""
    monkeypatch.setattr(outage, "begin", _begin)
    own = connection.copy(alias="other")
    yield own
    own.close()
    own.close_pool()
    with connection.cursor() as cursor:  # the server has not noticed that nobody waits
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")


def sleep(own: Any, seconds: float) -> float:
    """Let the server be silent for a while. Return how long it was waited for."""
    began = time.monotonic()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [seconds])
    finally:
        took = time.monotonic() - began
    return took


def test_a_question_that_takes_long_is_answered(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(outage, "_fault_of", asked.append)
    assert sleep(other, 1.5) >= 1.5
    assert 1 <= len(asked) <= 2, "nobody asks at every moment whether the database is there"


def test_a_database_that_hangs_keeps_nobody(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    fault = OperationalError("It has been silent.")
    fault.__cause__ = Exception("as psycopg says it")
    monkeypatch.setattr(outage, "_fault_of", lambda alias: fault)
    with pytest.raises(OperationalError, match="silent") as told:
        sleep(other, 10)
    assert time.monotonic() - began < 2
    assert busy.trouble_of(told.value) is busy.BUSY
    assert other.connection.closed, "nobody else gets a connection on which an answer may come yet"
    other.close()
    with pytest.raises(OperationalError, match="silent"):
        other.ensure_connection()


def test_who_asks_whether_it_is_there_waits_for_a_bounded_time(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    other.is_probe = True
    other.ensure_connection()
    other.connection.longest = 0.2
    with pytest.raises(DatabaseError, match="silent"):
        sleep(other, 10)
