"""How the form of a practice is laid out: sections with marks, rows in one line, limits, and a form without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Figure, Practice
from practices.taxonomy import hints
from tests import factories
from tests.admin.forms import ADD, CHANGE, form_of
from tests.pages import form_on
from tests.submissions import proposals


@pytest.fixture
def draft(vocabulary: factories.Vocabulary) -> Practice:
    """A draft with a figure."""
    made = factories.draft("Kenya trains nurses", policy_areas=[vocabulary.areas[0]])
    Figure.objects.create(practice=made, value=300, label_en="nurses", citation=made.citations.get())
    return made


def marks(page: Any) -> dict[str, tuple[str, str, int]]:
    return {one.part.name: (one.mark, one.said, one.count) for one in page.context["sections"]}


def test_the_list_of_sections_says_what_is_done_missing_and_wrong(curator: Client, draft: Practice) -> None:
    address = reverse(CHANGE, args=[draft.pk])
    shown = marks(curator.get(address))
    assert shown["title"] == ("done", "done", 0)
    assert shown["citations"] == ("done", "done", 1)
    assert shown["needs"] == ("missing", "1 thing missing", 0)
    wrong = curator.post(address, form_on(curator.get(address)) | {"start_year": "5", "figures-0-value": "many"})
    assert (marks(wrong)["age"], marks(wrong)["figures"]) == (("wrong", "1 error", 0), ("wrong", "1 error", 1))
    assert 'href="#section-age" class="pf-wrong"' in wrong.content.decode()
    assert {mark for mark, _said, _count in marks(curator.get(reverse(ADD))).values()} == {"empty"}


def test_a_row_is_folded_until_something_is_wrong_in_it(curator: Client, draft: Practice) -> None:
    address = reverse(CHANGE, args=[draft.pk])

    def figure(page: Any) -> str:
        return str(re.search(r'id="figures-0">\s*<details( open)?>', page.content.decode())[1])  # type: ignore[index]

    page = curator.get(address)
    assert figure(page) == "None"
    assert figure(curator.post(address, form_on(page) | {"figures-0-value": "many"})) == " open"


def test_a_form_without_scripts_has_empty_rows_and_whole_lists(
    curator: Client, draft: Practice, vocabulary: factories.Vocabulary
) -> None:
    address = reverse(CHANGE, args=[draft.pk]) + "?plain=1"
    page = curator.get(address)
    form = form_on(page)
    assert form["participations-TOTAL_FORMS"] == ["2"]
    select = re.search(r'<select name="participations-0-country".*?</select>', page.content.decode(), re.DOTALL)
    assert "Morocco" in select[0]  # type: ignore[index]
    new = {"participations-0-country": vocabulary.countries[0].pk, "participations-0-role": "origin"}
    answer = curator.post(address, form | new | {"_continue": "1"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert draft.participations.get().country == vocabulary.countries[0]
    usual = curator.get(reverse(CHANGE, args=[draft.pk])).content.decode()
    assert "open the form that does without" in usual


def test_limits_and_examples_are_the_same_in_both_forms(curator: Client, client: Client, db: None) -> None:
    form = curator.get(reverse(ADD)).content.decode()
    for most in ("120", "400", "20,000", "300"):
        assert f">At most {most} characters.</span>" in form
    proposed = client.get(f"{proposals.begin(client)}what/").content.decode()
    for name in ("title", "summary", "problem", "done", "results", "lessons"):
        example = f"For example: ‘{hints.EXAMPLES[f'practice.{name}']}’"
        assert example in form and example in proposed, name


def test_terms_say_what_they_mean_and_those_ticked_come_first(curator: Client, draft: Practice) -> None:
    area = draft.policy_areas.get()
    type(area).objects.filter(pk=area.pk).update(description_en="What it means.")
    page = curator.get(reverse(CHANGE, args=[draft.pk])).content.decode()
    group = re.search(r'<fieldset class="[^"]*" id="id_policy_areas".*?</fieldset>', page, re.DOTALL)
    ticked, _fold, others = group[0].partition("<details")  # type: ignore[index]
    assert "What it means." in ticked and "checked" in ticked and "checked" not in others
    assert re.search(r"\d+ more, each with what it means", others)


def test_what_was_typed_too_long_is_said_at_its_field(curator: Client, draft: Practice) -> None:
    page = curator.post(reverse(CHANGE, args=[draft.pk]), form_of(draft) | {"title_en": "x" * 121})
    assert '<a href="#id_title_en">Title</a>' in page.content.decode()
