"""Publishers choose the practices that stand first on the first page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Participation, Practice, Region
from practices.models.practice import MOST_FEATURED
from tests import factories
from tests.admin.forms import LIST, messages_of
from tests.pages import form_on


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


# The page ------------------------------------------------------------------------------------

PAGE = "admin:practices_practice_first_page"


def press(client: Client, sent: dict[str, Any], **button: Any) -> dict[str, Any]:
    """Press a button of the page, and return what its form holds then."""
    answer = client.post(reverse(PAGE), {**sent, **button})
    assert answer.status_code == 200
    return form_on(answer, "first_page_form")


def test_on_the_page_they_are_found_put_on_moved_taken_off_and_saved(publisher: Client) -> None:
    one, two, three = (factories.practice(title) for title in ("Ovens", "Tables", "Three chairs"))
    form = form_on(publisher.get(reverse(PAGE)), "first_page_form")
    form = press(publisher, form | {"find": "TABLE"}, _find="1")
    found = publisher.post(reverse(PAGE), form | {"_find": "1"}).context["found"]
    assert found == [two]
    form = press(publisher, form, add=two.pk)
    form = press(publisher, form, add=one.pk)
    form = press(publisher, form, add=three.pk)
    form = press(publisher, form, move=f"up {one.pk}")
    form = press(publisher, form, remove=two.pk)
    assert not Practice.objects.filter(featured__isnull=False).exists(), "nothing is saved before"
    assert publisher.post(reverse(PAGE), {**form, "save": "1"}).status_code == 302
    assert first_titles(publisher) == ["Ovens", "Three chairs"]
    form = press(publisher, form_on(publisher.get(reverse(PAGE)), "first_page_form"), move=f"down {one.pk}")
    publisher.post(reverse(PAGE), {**form, "save": "1"})
    assert first_titles(publisher) == ["Three chairs", "Ovens"]


def test_the_page_takes_six_and_nothing_that_is_not_published(publisher: Client) -> None:
    practices = [factories.practice(f"Practice {number}") for number in range(MOST_FEATURED + 1)]
    draft = factories.complete_draft("Draft")
    form = form_on(publisher.get(reverse(PAGE)), "first_page_form")
    sent = {**form, "practice": [draft.pk, "9" * 400, *(one.pk for one in practices)], "save": "1"}
    assert publisher.post(reverse(PAGE), sent).status_code == 302
    assert set(first_titles(publisher)) == {one.title for one in practices[:MOST_FEATURED]}
    assert "There is no room for more." in publisher.get(reverse(PAGE)).text


def test_who_saves_after_somebody_else_sees_what_they_did(publisher: Client) -> None:
    one, two = factories.practice("One"), factories.practice("Two")
    form = form_on(publisher.get(reverse(PAGE)), "first_page_form")
    act(publisher, "feature", one)
    answer = publisher.post(reverse(PAGE), {**form, "practice": [two.pk], "save": "1"})
    assert (answer.context["stored"], answer.context["chosen"]) == ([one], [two])
    publisher.post(reverse(PAGE), {**form_on(answer, "first_page_form"), "save": "1"})
    assert first_titles(publisher) == ["Two"]


def test_without_any_the_first_page_shows_named_practices_with_a_country(publisher: Client) -> None:
    morocco = factories.country("TN", "TUN", "788", "Tunisia", Region.objects.get(slug="northern-africa"))
    factories.practice("Nowhere")
    factories.practice("Recommended", evidence_basis="approach", countries=[(morocco, "origin")])
    named = factories.practice("Somewhere")
    Participation.objects.create(practice=named, country=morocco, role="origin", part="lead")
    assert first_titles(publisher) == ["Somewhere"]


def test_editors_do_not_get_the_page(vocabulary: factories.Vocabulary) -> None:
    editor = factories.signed_in(factories.person("ed", "Editor"))
    assert editor.get(reverse(PAGE)).status_code == 403


def test_the_arrow_that_was_pressed_keeps_the_focus_and_unsaved_choices_are_marked(publisher: Client) -> None:
    practices = [factories.practice(title) for title in ("One", "Two", "Three")]
    act(publisher, "feature", *practices)
    address = reverse("admin:practices_practice_first_page")
    page = publisher.get(address)
    assert "data-unsaved" not in page.text and "autofocus" not in page.text
    third = page.context["chosen"][2].pk
    page = publisher.post(address, {**form_on(page, "first_page_form"), "move": f"up {third}"})
    assert "data-unsaved" in page.text
    assert re.findall(r'value="([^"]+)"\s+autofocus', page.text) == [f"up {third}"]
    page = publisher.post(address, {**form_on(page, "first_page_form"), "move": f"up {third}"})
    assert re.findall(r'value="([^"]+)"\s+autofocus', page.text) == [f"down {third}"], "there is no way up any more"
