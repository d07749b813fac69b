"""How a file is sent: in bounded memory, never half of it for the whole, and not too many at once."""

from __future__ import annotations

import gc
import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from weakref import WeakSet

import pytest
from django.db import DatabaseError
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.translation import get_language, override
from pytest_django import DjangoAssertNumQueries

from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.exports import FORMATS, Result, concurrency, result, sending, told
from practices.models import Practice
from practices.models.querysets import PracticeQuerySet
from tests import factories

ENDINGS = [one.ending for one in FORMATS]
STREAMED = [ending for ending in ENDINGS if ending != "xlsx"]
CSV = "/practices/export.csv"

Fetch = Callable[..., list[Any]]


@pytest.fixture(autouse=True)
def _no_slots() -> Iterator[None]:
    """Begin with all slots free, and hold that nobody keeps one."""
    concurrency._taken.clear()
    yield
    assert not concurrency._taken
    assert not concurrency._waiting


@pytest.fixture
def _in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send each practice as it comes."""
    monkeypatch.setattr(sending, "PIECE", 1)
    monkeypatch.setattr(result, "BATCH", 1)
    monkeypatch.setattr(result, "TABLE_BATCH", 1)


@pytest.fixture
def three(vocabulary: factories.Vocabulary) -> list[Practice]:
    """Three practices, in the order in which they are shown."""
    return [factories.practice(title) for title in ("First", "Second", "Third")][::-1]


def whole() -> Result:
    """Return the result that holds everything."""
    found = Browse(Criteria(), page_size=1)
    return Result(RequestFactory().get("/practices/export.csv"), found, timezone.now(), found.whole().ids)


def answered(client: Client, address: str = CSV) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return response


# What happens on the way --------------------------------------------------------------------------


@pytest.mark.usefixtures("_in_small_pieces")
def test_what_is_withdrawn_on_the_way_is_left_out_and_not_counted(client: Client, three: list[Practice]) -> None:
    response = answered(client, "/practices/export.json")
    begun = response.streaming_content
    start = next(begun)
    factories.withdraw(three[1], "Old.")
    data = json.loads(start + b"".join(begun))
    assert [practice["id"] for practice in data["practices"]] == [three[0].pk, three[2].pk]
    assert data["count"] == 2


@pytest.mark.usefixtures("_in_small_pieces")
@pytest.mark.parametrize("ending", STREAMED)
def test_a_failure_on_the_way_breaks_the_file_off(
    client: Client, three: list[Practice], monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """Raising is what makes the server close the connection without the last chunk."""
    response = answered(client, f"/practices/export.{ending}")
    begun = response.streaming_content
    next(begun)
    replace_fetch(monkeypatch, lambda _fetch: failing)
    with pytest.raises(DatabaseError):
        list(begun)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_failure_at_the_start_is_told_with_its_status(
    three: list[Practice], monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    replace_fetch(monkeypatch, lambda _fetch: failing)
    response = Client(raise_request_exception=False).get(f"/practices/export.{ending}")
    assert response.status_code == 500
    assert "Content-Disposition" not in response


def replace_fetch(monkeypatch: pytest.MonkeyPatch, changed: Callable[[Fetch], Fetch]) -> None:
    """Change how a batch is fetched: as objects, or as values for tables."""
    for owner in (PracticeQuerySet, told):
        monkeypatch.setattr(owner, "in_order", changed(owner.in_order))  # type: ignore[attr-defined]


def failing(*arguments: Any) -> Any:
    raise DatabaseError("The database is gone.")


@pytest.mark.usefixtures("_in_small_pieces")
def test_a_reader_who_goes_away_ends_it(client: Client, three: list[Practice]) -> None:
    response = answered(client)
    next(response.streaming_content)
    assert concurrency._taken
    response.close()
    assert not concurrency._taken


@pytest.mark.usefixtures("_in_small_pieces")
def test_an_answer_that_is_dropped_before_it_is_sent_ends_it(client: Client, three: list[Practice]) -> None:
    answer: HttpResponseBase = client.get(CSV, headers={"If-None-Match": "*"})
    assert answer.status_code == 304
    assert not concurrency._taken


@pytest.mark.usefixtures("_in_small_pieces")
def test_it_goes_on_in_its_own_language(client: Client, three: list[Practice]) -> None:
    response = answered(client, f"/fr{CSV}?sort=title")
    with override("es"):
        assert b"Pratique identifi\xc3\xa9e" in b"".join(response.streaming_content)
        assert get_language() == "es"


# Bounds -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_in_small_pieces")
def test_only_some_are_written_at_once(
    client: Client, three: list[Practice], clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concurrency, "LONGEST_WAIT", concurrency.PATIENCE / 2)
    begun = [answered(client) for _slot in range(concurrency.MOST)]
    refused = client.get(CSV)
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert refused["Content-Type"] == "text/plain; charset=utf-8"
    assert client.head(CSV).status_code == 200
    begun.pop().close()
    begun.append(answered(client))
    for response in begun:
        response.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that stands still until it is set."""
    clock = SimpleNamespace(monotonic=lambda: clock.now, now=0.0, sleep=lambda seconds: passed(seconds))

    def passed(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr(concurrency, "time", clock)
    return clock


@pytest.mark.usefixtures("_in_small_pieces")
def test_another_waits_for_its_turn(client: Client, three: list[Practice], clock: SimpleNamespace) -> None:
    begun = [answered(client) for _slot in range(concurrency.MOST)]
    clock.sleep = lambda _seconds: begun.pop().close() if begun else None
    last = answered(client)
    assert len(begun) == concurrency.MOST - 1
    for response in (*begun, last):
        response.close()


@pytest.mark.usefixtures("_in_small_pieces")
def test_not_all_may_wait(client: Client, three: list[Practice], monkeypatch: pytest.MonkeyPatch) -> None:
    begun = [answered(client) for _slot in range(concurrency.MOST)]
    monkeypatch.setattr(concurrency, "MOST_WAITING", 0)
    assert client.get(CSV).status_code == 503
    for response in begun:
        response.close()


@pytest.mark.usefixtures("_in_small_pieces")
def test_readers_who_stop_reading_make_room_and_are_broken_off(
    client: Client, three: list[Practice], clock: SimpleNamespace
) -> None:
    stopped = [answered(client) for _slot in range(concurrency.MOST)]
    for response in stopped:
        next(response.streaming_content)
    clock.now = concurrency.PATIENCE + 1.0
    answered(client).close()
    for response in stopped:
        with pytest.raises(concurrency.TooSlow):
            list(response.streaming_content)


@pytest.mark.usefixtures("_in_small_pieces")
def test_who_goes_on_reading_keeps_the_slot_up_to_a_bound(
    client: Client, three: list[Practice], clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concurrency, "LONGEST", concurrency.PATIENCE * 1.5)
    slow = answered(client).streaming_content
    next(slow)
    clock.now = concurrency.PATIENCE - 1.0
    next(slow)
    clock.now += concurrency.PATIENCE - 1.0
    with pytest.raises(concurrency.TooSlow):
        next(slow)
    enough = answered(client).streaming_content
    for _piece in enough:
        clock.now += 1.0


@pytest.mark.usefixtures("_in_small_pieces")
def test_writing_a_piece_may_take_longer_than_reading_it(
    client: Client, three: list[Practice], clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it may while others keep the machine busy."""

    def slowly(fetch: Fetch) -> Fetch:
        def fetching(*arguments: Any) -> list[Any]:
            clock.now += concurrency.PATIENCE * 2
            return fetch(*arguments)

        return fetching

    replace_fetch(monkeypatch, slowly)
    assert len(list(answered(client).streaming_content)) == 4


def test_nothing_is_written_for_whoever_asks_for_the_headers(
    client: Client, three: list[Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_fetch(monkeypatch, lambda _fetch: failing)
    for ending in ENDINGS:
        response = client.head(f"/practices/export.{ending}")
        assert response.status_code == 200
        assert f".{ending}" in response["Content-Disposition"]
        assert "Content-Length" not in response


def test_a_small_file_has_a_length_and_is_not_sent_again_unchanged(client: Client, three: list[Practice]) -> None:
    first = answered(client)
    assert int(first["Content-Length"]) == len(first.content)
    assert client.get(CSV, headers={"If-None-Match": first["ETag"]}).status_code == 304
    factories.withdraw(three[0], "Old.")
    assert client.get(CSV, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_only_reading_is_allowed_without_a_cookie_and_from_every_site(client: Client, three: list[Practice]) -> None:
    response = client.get(CSV, headers={"Origin": "https://partner.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Content-Disposition" in response["Access-Control-Expose-Headers"]  # the file's name
    assert not response.cookies
    assert client.post(CSV).status_code == 405


# Growth -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("ending", ENDINGS)
def test_each_batch_costs_the_same_few_queries(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries, ending: str
) -> None:
    """Six, and for tables one more where a batch names sources that none before did."""
    (chosen,) = (one for one in FORMATS if one.ending == ending)
    everything = whole()
    monkeypatch.setattr(result, "BATCH", 20)
    monkeypatch.setattr(result, "TABLE_BATCH", 20)
    for count in (20, 40):
        with django_assert_max_num_queries((7 if ending in {"csv", "xlsx"} else 6) * count // 20):
            list(chosen.write(replace(everything, ids=everything.ids[:count])))


@pytest.mark.usefixtures("_in_small_pieces", "three")
@pytest.mark.parametrize("ending", ENDINGS)
def test_memory_does_not_grow_with_the_result(monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """When a batch is fetched, nobody holds any practice but the one before. Here each is a batch."""
    (chosen,) = (one for one in FORMATS if one.ending == ending)
    fetched: WeakSet[Any] = WeakSet()
    held = []

    def counted(fetch: Fetch) -> Fetch:
        def fetching(*arguments: Any) -> list[Any]:
            gc.collect()
            held.append(len(fetched))
            found = fetch(*arguments)
            fetched.update(found)
            return found

        return fetching

    replace_fetch(monkeypatch, counted)
    response = sending.response(chosen.write(whole()), "text/plain")
    deque(response.streaming_content, maxlen=0)
    assert held == [0, 1, 1]
