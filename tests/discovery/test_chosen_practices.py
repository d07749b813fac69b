"""A question may ask for some practices one by one: pages, files and feeds then tell of these alone, in their order."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from practices.discovery import chosen, lookup
from practices.discovery.browse import Browse
from practices.discovery.criteria import MOST_IDS, Criteria
from practices.models import Practice
from practices.search import follow, snapshot
from practices.search.store import IndexUnavailable
from tests import factories
from tests.exports.test_taking_results_away import taken
from tests.feeds.test_feeds import FEED, titles

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def asked(query: str) -> Criteria:
    return Criteria.from_parameters(QueryDict(query))


def merged(into: Practice) -> Practice:
    """Make a practice that was merged into another."""
    made = factories.practice()
    Practice.objects.filter(pk=made.pk).update(state=Practice.State.MERGED, replaced_by=into)
    return made


def unreachable(*_given: Any) -> Any:
    raise IndexUnavailable("not today")


# The parameter ----------------------------------------------------------------------------------


def test_numbers_are_read_in_their_order_each_once_and_bounded() -> None:
    question = asked("id=5&id=3&id=05&id=3,9&id=")
    assert (question.ids, question.is_empty, question.effective_sort) == ((5, 3, 9), False, "given")
    assert question.url("/") == "/?id=5&id=3&id=9"
    for wrong in ("x", "0", "-3", "1.5", "٣", "9" * 11, str(2**32)):
        assert (asked(f"id=3&id={wrong}").ids, asked(f"id=3&id={wrong}").not_ids) == ((3,), (wrong,)), wrong
    many = asked("&".join(f"id={number}" for number in range(1, MOST_IDS + 2)))
    assert (many.ids, many.too_many, many.is_refused) == ((), (("id", MOST_IDS + 1),), True)


def test_too_many_are_told_of_and_nothing_is_answered(client: Client) -> None:
    query = "&".join(f"id={number}" for number in range(1, MOST_IDS + 2))
    said = f"Choose {MOST_IDS} practices at the most. You chose {MOST_IDS + 1}, so nothing was looked for."
    assert said in client.get(f"/practices/?{query}").text
    for path in ("/practices/export.csv", "/practices/feed.atom", "/gaps.csv"):
        answer = client.get(f"{path}?{query}")
        assert (answer.status_code, said in answer.text) == (400, True), path


# What is found ----------------------------------------------------------------------------------


@pytest.mark.parametrize("has_index", [True, False])
def test_they_alone_count_in_their_order_with_words_and_values(
    vocabulary: Any, monkeypatch: pytest.MonkeyPatch, has_index: bool
) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    a, b, c = (
        factories.practice(f"{name} recruitment", countries=[(country, "origin")]).pk
        for name, country in (("B", morocco), ("A", egypt), ("C", morocco))
    )
    factories.practice("Recruitment elsewhere", countries=[(morocco, "origin")])
    if not has_index:
        monkeypatch.setattr(follow, "reader", unreachable)
    found = Browse(asked(f"id={c}&id={a}&id={b}"), page_size=2)
    assert (found.results.ids, found.total, found.whole().ids) == ([c, a], 3, [c, a, b])
    assert found.results.counts["country"] == {"MA": 2, "EG": 1}
    assert Browse(asked(f"id={c}&id={a}&id={b}&page=2"), page_size=2).results.ids == [b]
    assert Browse(asked(f"id={c}&id={a}&id={b}&sort=title")).results.ids == [b, a, c]
    assert Browse(asked(f"id={c}&id={b}&country=MA&q=recruitment")).results.ids == [c]
    empty = Browse(asked(f"id={b}&id={a}&q=recruitment+zebra&country=PH"))
    assert not empty.total and set(empty.results.nearest) <= {a, b}, "no other practice is let in"
    assert all(way.count <= 2 for way in empty.results.ways_out)


def test_what_is_not_public_is_told_and_never_widens(client: Client, django_assert_num_queries: Any) -> None:
    shown, withdrawn, draft = factories.practice(), factories.practice(), factories.draft("Secret plan")
    factories.withdraw(withdrawn, "Old.")
    page = client.get(f"/practices/?id={shown.pk}&id={withdrawn.pk}&id={draft.pk}&id=x").text
    assert f"Practice {withdrawn.pk} was withdrawn, so it is not among these." in page
    assert f"There is no practice with the number {draft.pk}." in page and "Secret plan" not in page
    assert "‘x’ is not the number of a practice." in page
    assert '<h2 id="results" tabindex="-1">\n1 practice</h2>' in page
    for query in (f"id={withdrawn.pk}", f"id={draft.pk}", "id=x"):
        assert Browse(asked(query)).total == 0, query
        assert client.get(f"/practices/?{query}").status_code == 200
        assert client.get(f"/practices/export.csv?{query}").status_code == 400
    now = snapshot()
    with django_assert_num_queries(1):
        chosen.Chosen.among([shown.pk, withdrawn.pk, draft.pk, 77, 78], now)


def test_what_was_merged_leads_to_its_successor(client: Client) -> None:
    live = factories.practice()
    first = merged(into=merged(into=live))
    assert lookup.several([first.pk, live.pk]) == dict.fromkeys((first.pk, live.pk), (live.pk, "published"))
    for path in ("/practices/", "/gaps/", "/countries/", "/practices/feed.atom", "/selection/"):
        answer = client.get(f"{path}?id={first.pk}&id={live.pk}")
        assert (answer.status_code, answer["Location"]) == (301, f"{path}?id={live.pk}"), path
    circle = [merged(into=live), merged(into=live)]
    for one, other in (circle, circle[::-1]):
        Practice.objects.filter(pk=one.pk).update(replaced_by=other)
    assert lookup.several([circle[0].pk]) == {}


# Files, feeds, the API ----------------------------------------------------------------------------


def test_files_have_them_in_their_order_and_say_so(client: Client) -> None:
    a, b, _c = (factories.practice().pk for _number in range(3))
    file = json.loads(taken(client, "json", f"?id={b}&id={a}"))
    assert [one["id"] for one in file["practices"]] == [b, a]
    assert (file["query"]["id"], file["query"]["sort"]) == ([b, a], "given")
    assert taken(client, "ris", f"?id={b}").count(b"TY  - ") == 1
    assert b"Chosen practices" in taken(client, "md", f"?id={b}&id={a}")


def test_their_feed_tells_of_withdrawals_among_them_alone(client: Client) -> None:
    kept, gone, other = (factories.practice(title) for title in ("Kept", "Gone", "Other"))
    client.get(FEED)
    for one in (gone, other):
        factories.withdraw(one, "Old.")
    address = f"{FEED}?id={kept.pk}&id={gone.pk}"
    assert sorted(titles(client, address)) == ["Kept", "Withdrawn: Gone"]
    assert f"?id={kept.pk}&amp;id={gone.pk}" in client.get(address).text, "it keeps its address"
    assert client.get(f"{FEED}?id={factories.draft().pk}").status_code == 404
    assert client.get(f"{FEED}?id={kept.pk}&id=x").status_code == 404


def test_the_gap_map_and_the_filters_keep_them(client: Client, vocabulary: Any) -> None:
    one = factories.practice(policy_areas=[vocabulary.areas[0]]).pk
    factories.practice(policy_areas=[vocabulary.areas[0]])
    assert "Counted from 1 practice." in client.get(f"/gaps/?id={one}").text
    field = f'<input type="hidden" name="id" value="{one}">'
    for path in ("/practices/", "/gaps/", "/countries/"):
        assert field in client.get(f"{path}?id={one}").text, path
    assert re.search(rf'href="/gaps.csv\?id={one}"', client.get(f"/gaps/?id={one}").text)


def test_the_api_takes_them_by_the_same_name(client: Client) -> None:
    a, b, c = (factories.practice().pk for _number in range(3))
    answer = client.get(f"/api/v1/practices?id={c}&id={a}&ids={b},{c}&fields=id").json()
    assert [row["id"] for row in answer["results"]] == [b, c, a]
