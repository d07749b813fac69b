"""Practices by their ids, in full, since a time, and page by page while others edit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practices.api.schemas import PracticeSummary
from practices.models import Practice
from practices.search import IndexUnavailable, follow, ranking
from practices.web.addresses import absolute
from tests import factories
from tests.queries import count_of

pytestmark = pytest.mark.django_db

LIST = "/api/v1/practices"


def ids(client: Client, query: str) -> list[int]:
    return [row["id"] for row in client.get(f"{LIST}?fields=id&{query}").json()["results"]]


# By id --------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_they_come_in_the_order_that_was_asked_for(client: Client) -> None:
    a, b, c = (factories.practice(title).pk for title in ("B", "C", "A"))
    for query in (f"ids={c},{a},{b}", f"ids={c}&ids={a}&ids={b}", f"ids={c},{a}&ids={b},{c}", f"ids={c}, {a},{b}"):
        assert ids(client, query) == [c, a, b], query
    assert ids(client, f"ids={a},{b},{c}&sort=title") == [c, a, b]
    assert ids(client, f"ids={c},{a},{b}&page_size=2&page=2") == [b]


def test_those_that_are_not_published_are_told(client: Client) -> None:
    shown, withdrawn, merged, deleted = (factories.practice() for _number in range(4))
    client.get("/api/v1/changes")
    gone, draft = deleted.pk, factories.draft().pk
    factories.withdraw(withdrawn, "Old.", replaced_by=shown)
    Practice.objects.filter(pk=merged.pk).update(state="merged", replaced_by=shown)
    deleted.delete()
    asked = [withdrawn.pk, 10**12, merged.pk, shown.pk, gone, draft]
    answer = client.get(f"{LIST}?ids={','.join(map(str, asked))}").json()
    assert ([row["id"] for row in answer["results"]], answer["count"]) == ([shown.pk], 1)
    assert [(row["id"], row["state"], row["replaced_by"]) for row in answer["missing_ids"]] == [
        (withdrawn.pk, "withdrawn", shown.pk),
        (10**12, "unknown", None),
        (merged.pk, "merged", shown.pk),
        (gone, "deleted", None),
        (draft, "unknown", None),
    ]
    assert client.get(LIST).json()["missing_ids"] == []


def test_a_hundred_are_on_one_page_and_more_are_refused(client: Client) -> None:
    made = [factories.practice().pk for _number in range(25)]
    answer = client.get(f"{LIST}?ids={','.join(map(str, range(1, 76)))},{','.join(map(str, made))}").json()
    assert len(answer["results"]) == answer["count"] >= 25 and answer["next"] is None
    refused = client.get(f"{LIST}?ids={','.join(map(str, range(1, 102)))}")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "ids")


@pytest.mark.both_databases
@pytest.mark.parametrize("wrong", ["", "x", "1,", "0", "-1", "1.5", "1e3", "1;2", "9" * 20, "٣", "1,2,x"])
def test_what_is_no_id_is_refused(client: Client, wrong: str) -> None:
    answer = client.get(LIST, {"ids": wrong})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "ids")


def test_other_parameters_narrow_them_and_counts_are_of_them(client: Client, vocabulary: Any) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    a, b, c = (
        factories.practice("Recruitment", countries=[(country, "origin")]).pk for country in (morocco, egypt, morocco)
    )
    answer = client.get(f"{LIST}?ids={a},{b}&country=MA&q=recruitment").json()
    assert ([row["id"] for row in answer["results"]], answer["count"], answer["missing_ids"]) == ([a], 1, [])
    assert {row["value"]: row["count"] for row in answer["facets"]["country"]} == {"EG": 1, "MA": 1}
    assert client.get(f"{LIST}?ids={c}&country=EG").json()["results"] == []


@pytest.mark.both_databases
def test_without_the_index_it_says_the_same(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [factories.practice(f"Recruitment {number}").pk for number in range(5)]
    Practice.objects.filter(pk__in=made[:3]).update(updated_at=datetime(2026, 11, 20, tzinfo=UTC))
    queries = (
        f"ids={made[3]},{made[0]}&q=recruitment", f"updated_since=2026-11-21&ids={made[0]},{made[4]}",
        f"cursor={made[1]}&page_size=2", "updated_since=2026-11-20&sort=title",
    )  # fmt: skip
    with_index = [client.get(f"{LIST}?{query}").json() for query in queries]

    def unavailable() -> None:
        raise IndexUnavailable("away")

    monkeypatch.setattr(follow, "reader", unavailable)
    assert [client.get(f"{LIST}?{query}").json() for query in queries] == with_index
    assert [[row["id"] for row in answer["results"]] for answer in with_index[:3]] == [
        [made[3], made[0]],
        [made[4]],
        made[2:4],
    ]


# In full ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("catalogue")
def test_a_full_record_is_what_its_own_address_says(client: Client) -> None:
    for language in ("en", "fr", "*"):
        listed = client.get(f"{LIST}?ids=23,5&full=true&lang={language}").json()["results"]
        assert listed == [client.get(f"{LIST}/{pk}?lang={language}").json() for pk in (23, 5)]
    (summary,) = client.get(f"{LIST}?ids=23").json()["results"]
    assert list(summary) == list(PracticeSummary.model_fields)


def test_fields_of_the_full_record_can_be_chosen_in_lists(client: Client) -> None:
    pk = factories.practice("One", done_en="They met.").pk
    assert client.get(f"{LIST}?fields=id,done").json()["results"] == [{"id": pk, "done": "They met."}]
    assert client.get(f"{LIST}?fields=title&full=true").json()["results"] == [{"title": "One"}]


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "path", ["practices?full=true&{}=", "practices?full=true&cursor=0&lang=*&{}=", "changes?records=true&lang=*&{}="]
)
def test_many_full_records_take_as_many_queries_as_one(client: Client, path: str) -> None:
    counted = {}
    path, size = path.replace("&{}=", ""), "limit" if "changes" in path else "page_size"
    whole = len(client.get(f"/api/v1/{path}&{size}=100").json()["results"])
    for number in (2, whole):
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(f"/api/v1/{path}&{size}={number}").json()["results"]) == number
        counted[number] = count_of(queries)
    assert counted[whole] == counted[2] <= 16 and whole > 70


# Since a time -------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_what_was_updated_since_is_told_from_that_moment_on(client: Client) -> None:
    made = [factories.practice().pk for _number in range(3)]
    for pk, hour in zip(made, (8, 9, 10), strict=True):
        moment = datetime(2026, 11, 20, hour, 30, 15, 123456, tzinfo=UTC)
        Practice.objects.filter(pk=pk).update(updated_at=moment)
    shown = client.get(f"{LIST}/{made[1]}").json()["updated_at"]
    for since, count in (
        (shown, 2), ("2026-11-20T09:30:15.123456Z", 2), ("2026-11-20T09:30:15.123457Z", 1), ("2026-11-20", 3),
        ("2026-11-21", 0), ("2026-11-20T09:31", 1), ("2026-11-20T10:30:15+01:00", 2), ("2026-11-20T10:31:00+01:00", 1),
        ("2026-11-20t10:30:15.1z", 1), ("0001-01-01", 3), ("9999-12-31T23:59:59Z", 0),
    ):  # fmt: skip
        assert client.get(LIST, {"updated_since": since}).json()["count"] == count, since
        assert client.get(f"{LIST}?updated_since={since}").json()["count"] == count, since  # where a plus is a space
    assert ids(client, f"updated_since=2026-11-20T09:00Z&ids={made[0]},{made[2]}") == [made[2]]


@pytest.mark.parametrize(
    "wrong", ["", "yesterday", "2026", "2026-13-01", "2026-02-30", "20/11/2026", "1700000000", "0001-01-01T00:00+14:00",
              "9999-12-31T23:59-14:00", "2026-11-20T25:00", "0000-01-01", "٢٠٢٦-١١-٢٠"]
)  # fmt: skip
def test_what_is_no_time_is_refused(client: Client, wrong: str) -> None:
    answer = client.get(LIST, {"updated_since": wrong})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "updated_since")


# By cursor ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_what_is_edited_meanwhile_neither_hides_nor_repeats_a_practice(client: Client) -> None:
    made = [factories.practice(f"T{number}") for number in range(12)]
    read, address = [], f"{LIST}?cursor=0&page_size=3&fields=id&utm_source=x"
    new = made[0].pk
    for turn in range(9):
        answer = client.get(address)
        page = answer.json()
        read += [row["id"] for row in page["results"]]
        assert (page["count"] > 0, page["previous"]) == (True, None)
        if page["next"] is None:
            assert page["cursor"] is None and "Link" not in answer
            break
        assert answer["Link"] == f'<{page["next"]}>; rel="next"' and f"cursor={page['cursor']}" in page["next"]
        address = page["next"].removeprefix(absolute(""))
        Practice.objects.filter(pk=made[-1 - turn].pk).update(title_en=f"A{turn}", updated_at=datetime.now(UTC))
        factories.withdraw(made[turn])  # one that was read already
        new = factories.practice("AAA").pk
        follow._here.idle_at = 0.0  # a moment later
    assert read == sorted(set(read)) and {one.pk for one in made[3:]} <= set(read)
    assert new in read


@pytest.mark.both_databases
@pytest.mark.parametrize("wrong", ["", "-1", "x", "1-2", "01", "9" * 13, "1%0A"])
def test_what_is_no_cursor_is_refused(client: Client, wrong: str) -> None:
    assert client.get(f"{LIST}?cursor={wrong}").json()["errors"][0]["parameter"] == "cursor"


@pytest.mark.both_databases
def test_a_cursor_beyond_the_end_gives_nothing(client: Client) -> None:
    factories.practice()
    for cursor in (10**9, 2**32 - 1, 2**32, 10**12 - 1):
        answer = client.get(f"{LIST}?cursor={cursor}").json()
        assert (answer["results"], answer["next"], answer["count"]) == ([], None, 1)


# Changes with records -----------------------------------------------------------------------------


def test_changes_come_with_the_practices_themselves(client: Client) -> None:
    made = [factories.practice(f"One {number}", title_fr="Un", done_en="They *met*.") for number in range(3)]
    factories.withdraw(made[0])
    client.get("/api/v1/changes")
    rows, requests = {}, 0
    address = "/api/v1/changes?records=true&lang=*&texts=html&limit=2&utm_source=x"
    while address:
        answer = client.get(address).json()
        rows |= {row["id"]: row["record"] for row in answer["results"]}
        requests, address = requests + 1, answer["next"] and answer["next"].removeprefix(absolute(""))
    assert requests == 2
    assert rows[made[0].pk] is None
    for practice in made[1:]:
        assert rows[practice.pk] == client.get(f"{LIST}/{practice.pk}?lang=*&texts=html").json()
        assert rows[practice.pk]["done"] == {"en": "<p>They <em>met</em>.</p>"}
    assert {row["record"] for row in client.get("/api/v1/changes").json()["results"]} == {None}


@pytest.mark.both_databases
def test_a_thousand_changes_take_at_most_twenty_requests(client: Client) -> None:
    for number in range(101):
        factories.practice(published_at=datetime.now(UTC) - timedelta(days=number))
    answer = client.get("/api/v1/changes?records=true&lang=*").json()
    assert len(answer["results"]) == 100 and all(row["record"] for row in answer["results"])
    assert "records=true" in answer["next"] and "lang=%2A" in answer["next"]
    assert len(client.get("/api/v1/changes").json()["results"]) == 101


@pytest.mark.parametrize("sort", ["best", "newest", "title"])
def test_what_was_not_asked_for_is_not_among_them(client: Client, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr(ranking, "_FEW", 2)
    made = [factories.practice(f"Wages {number}").pk for number in range(9)]
    few, some = made[:2], made[::2]
    assert sorted(ids(client, f"q=wages&sort={sort}&ids={','.join(map(str, few))}")) == few
    asked = f"q=wages&sort={sort}&ids={','.join(map(str, some))}&page_size=2"
    assert sorted(pk for page in (1, 2, 3) for pk in ids(client, f"{asked}&page={page}")) == some
