"""Publishers choose the practices that stand first on the first page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Practice
from practices.models.practice import MOST_FEATURED
from tests import factories
from tests.admin.forms import LIST, messages_of


@pytest.fixture
def publisher(vocabulary: factories.Vocabulary) -> Client:
    return factories.signed_in(factories.person("pat", "Publisher"))


def act(client: Client, action: str, *practices: Practice) -> str:
    chosen = {"action": action, "_selected_action": [practice.pk for practice in practices]}
    return messages_of(client.post(reverse(LIST), chosen))


def first_titles(client: Client) -> list[str]:
    return [card.practice.title for card in client.get("/").context["cards"]]


def test_what_is_chosen_stands_first_in_the_order_in_which_it_was_chosen(publisher: Client) -> None:
    one, two, three = (factories.practice(title) for title in ("One", "Two", "Three"))
    act(publisher, "feature", three)
    act(publisher, "feature", two, three, one)
    assert first_titles(publisher) == ["Three", "One", "Two"]
    act(publisher, "unfeature", three, one)
    assert first_titles(publisher) == ["Two"]


def test_the_page_that_was_kept_is_another_one_then(publisher: Client) -> None:
    one = factories.practice("One")
    etag = publisher.get("/")["ETag"]
    act(publisher, "feature", one)
    assert publisher.get("/")["ETag"] != etag


def test_only_what_is_published_and_not_more_than_there_is_room_for(publisher: Client) -> None:
    draft = factories.complete_draft("Draft")
    practices = [factories.practice(f"Practice {number}") for number in range(MOST_FEATURED + 1)]
    act(publisher, "feature", draft)
    assert not Practice.objects.filter(featured__isnull=False).exists()
    said = act(publisher, "feature", *practices)
    assert f"At most {MOST_FEATURED} practices" in said
    assert not Practice.objects.filter(featured__isnull=False).exists()
    act(publisher, "feature", *practices[:-1])
    said = act(publisher, "feature", practices[-1])
    assert "Take some off first" in said


def test_what_is_withdrawn_stands_there_no_longer(publisher: Client) -> None:
    one, two = factories.practice("One"), factories.practice("Two")
    act(publisher, "feature", one, two)
    factories.withdraw(one)
    assert first_titles(publisher) == ["Two"]


def test_editors_are_not_offered_it(vocabulary: factories.Vocabulary) -> None:
    one = factories.practice("One")
    editor = factories.signed_in(factories.person("ed", "Editor"))
    act(editor, "feature", one)
    assert not Practice.objects.filter(featured__isnull=False).exists()
