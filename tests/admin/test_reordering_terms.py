"""Putting the terms of a vocabulary in order, on one page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from practices.editorial import history
from practices.models import PolicyArea, StakeholderType
from tests import factories
from tests.factories import signed_in

ORDER = "admin:practices_policyarea_order"
LETTERS = "abcde"


@pytest.fixture
def pat(db: None) -> User:
    return factories.person("pat", "Publisher")


@pytest.fixture
def terms(db: None) -> list[PolicyArea]:
    return [
        PolicyArea.objects.create(slug=letter, name_en=letter.upper(), order=i) for i, letter in enumerate(LETTERS, 1)
    ]


def form(response: Any, **places: int) -> dict[str, Any]:
    """Return what the browser would send from a page, with some places typed."""
    shown = response.context["terms"]
    data: dict[str, Any] = {"_seen": response.context["seen"], "term": [term.pk for term in shown], "reason": ""}
    data |= {f"place_{term.pk}": places.get(term.slug, i) for i, term in enumerate(shown, 1)}
    return data


def order(response: Any = None) -> str:
    """The order that a page shows, or that is saved."""
    return "".join(term.slug for term in (response.context["terms"] if response else PolicyArea.objects.all()))


TYPED = {
    "the last to the front": ({"e": 1}, "eabcd"),
    "the first to the end": ({"a": 5}, "bcdea"),
    "one down": ({"b": 3}, "acbde"),
    "one up": ({"c": 2}, "acbde"),
    "all turned round": (dict(zip("abcde", range(5, 0, -1), strict=True)), "edcba"),
    "beyond the end": ({"a": 99}, "bcdea"),
    "two at once": ({"d": 1, "e": 2}, "deabc"),
    "no number": ({"b": ""}, "abcde"),
    "a word": ({"b": "x"}, "abcde"),
    "nothing changed": ({}, "abcde"),
    "absurd numbers": ({"a": "9" * 40, "b": "-3", "c": "\0"}, "abcde"),
}


@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize("typed", TYPED)
def test_places_are_typed_and_saved(pat: User, typed: str) -> None:
    places, wanted = TYPED[typed]
    client = signed_in(pat)
    response = client.post(reverse(ORDER), {**form(client.get(reverse(ORDER)), **places), "save": "1"})
    assert response["Location"] == reverse("admin:practices_policyarea_changelist")
    assert order() == wanted
    assert list(PolicyArea.objects.values_list("order", flat=True)) == [1, 2, 3, 4, 5]


def test_buttons_move_one_without_saving_and_keep_what_was_arranged(pat: User, terms: list[PolicyArea]) -> None:
    client = signed_in(pat)
    page = client.get(reverse(ORDER))
    page = client.post(reverse(ORDER), {**form(page), "move": f"up {terms[2].pk}", "reason": "Better so"})
    page = client.post(reverse(ORDER), {**form(page, e=1), "move": f"down {terms[0].pk}", "reason": "Better so"})
    assert order(page) == "ecabd"
    assert "Not saved yet" in page.content.decode()
    assert "Better so" in page.content.decode()
    assert order() == "abcde"
    client.post(reverse(ORDER), {**form(page), "save": "1"})
    assert order() == "ecabd"


@pytest.mark.parametrize(
    "move", ["up 0", "down x", "up", "", "sideways {0}", "up {0}", "down {4}", "\0", "up " + "9" * 50]
)
def test_a_move_that_makes_no_sense_moves_nothing(pat: User, terms: list[PolicyArea], move: str) -> None:
    client = signed_in(pat)
    move = move.format(*(term.pk for term in terms))
    page = client.post(reverse(ORDER), {**form(client.get(reverse(ORDER))), "move": move})
    assert order(page) == "abcde"


def test_only_what_moved_is_written_down_with_the_reason(pat: User, terms: list[PolicyArea]) -> None:
    client = signed_in(pat)
    client.post(reverse(ORDER), {**form(client.get(reverse(ORDER)), b=1), "save": "1", "reason": "First things first"})
    moved = [term for term in terms if history.versions(term).exists()]
    assert [term.slug for term in moved] == ["a", "b"]
    version = history.latest(moved[0])
    assert version is not None
    assert (version.author, version.reason, version.content["order"], version.number) == (
        pat,
        "First things first",
        2,
        2,
    )


def test_it_is_refused_once_when_somebody_else_changed_the_order(pat: User, terms: list[PolicyArea]) -> None:
    client = signed_in(pat)
    mine = form(client.get(reverse(ORDER)), e=1)
    client.post(reverse(ORDER), {**form(client.get(reverse(ORDER)), a=5), "save": "1"})
    new = PolicyArea.objects.create(slug="f", name_en="F", order=6)
    page = client.post(reverse(ORDER), {**mine, "save": "1"})
    assert order() == "bcdeaf"
    assert "somebody changed the order meanwhile" in page.content.decode()
    assert order(page) == "eabcdf"
    assert [term.slug for term in page.context["stored"]] == list("bcdeaf")
    assert client.post(reverse(ORDER), {**form(page), "save": "1"}).status_code == 302
    assert order() == "eabcdf"
    assert new.order == 6


def test_terms_that_are_replaced_have_no_place(pat: User, terms: list[PolicyArea]) -> None:
    PolicyArea.objects.filter(slug="b").update(retired=True, merged_into=terms[0])
    PolicyArea.objects.filter(slug="c").update(retired=True)
    page = signed_in(pat).get(reverse(ORDER))
    assert order(page) == "acde"
    assert "(retired)" in page.content.decode()


def test_readers_see_the_new_order_with_the_next_request(pat: User, terms: list[PolicyArea]) -> None:
    for term in terms:
        factories.practice(policy_areas=[term])

    def shown() -> list[str]:
        facets = Client().get("/api/v1/practices").json()["facets"]["policy_area"]
        return [value["value"] for value in facets]

    assert shown()[:5] == list("abcde")
    client = signed_in(pat)
    client.post(reverse(ORDER), {**form(client.get(reverse(ORDER)), e=1), "save": "1"})
    assert shown()[:5] == list("eabcd")


def test_what_is_posted_without_a_form_changes_nothing(pat: User, terms: list[PolicyArea]) -> None:
    for data in ({"save": "1"}, {"save": "1", "_seen": "x", "term": ["x", "\0", "9" * 50]}, {}):
        page = signed_in(pat).post(reverse(ORDER), data)
        assert page.status_code == 200
        assert order() == "abcde"


@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize("role", ["Contributor", "Editor", ""])
def test_only_those_who_may_change_the_vocabulary_may(role: str) -> None:
    client = signed_in(factories.person("somebody", role))
    assert client.get(reverse(ORDER)).status_code == 403
    assert client.post(reverse(ORDER), {"save": "1"}).status_code == 403
    assert "/login/" in Client().get(reverse(ORDER))["Location"]
    if role:
        page = client.get(reverse("admin:practices_policyarea_changelist")).content.decode()
        assert reverse(ORDER) not in page


def test_a_new_term_comes_last(pat: User, terms: list[PolicyArea]) -> None:
    data = {f"{name}_{code}": "" for name in ("name", "description", "aliases") for code in ("en", "fr", "es")}
    add = reverse("admin:practices_policyarea_add")
    assert signed_in(pat).post(add, data | {"slug": "first", "name_en": "First"}).status_code == 302
    assert [term.slug for term in PolicyArea.objects.all()] == [*"abcde", "first"]


@pytest.mark.usefixtures("terms")
def test_the_page_takes_few_queries(pat: User, django_assert_max_num_queries: Any) -> None:
    client = signed_in(pat)
    with django_assert_max_num_queries(10):
        assert client.get(reverse("admin:practices_stakeholdertype_order")).status_code == 200
    for i in range(50):
        StakeholderType.objects.create(slug=f"s{i}", name_en=f"S{i}")
    with django_assert_max_num_queries(10):
        client.get(reverse("admin:practices_stakeholdertype_order"))
