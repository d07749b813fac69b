"""A practice as one plain value: read, written to another row, and compared."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from practices.editorial import content, workflow
from practices.editorial.diff import differences
from practices.models import Citation, Country, Figure, Participation, PolicyArea, Practice, Requirement
from tests import factories
from tests.admin import forms as admin_forms


@pytest.mark.slow
@pytest.mark.usefixtures("catalogue")
def test_every_practice_of_the_catalogue_comes_through_unchanged() -> None:
    for practice in content.with_everything(Practice.objects.published()):
        written = content.of(practice)
        assert json.loads(json.dumps(written)) == written
        copy = Practice(revises=practice)
        content.put(written, copy)
        assert content.of(Practice.objects.get(pk=copy.pk)) == written


@pytest.fixture
def full(curator: Client, everything: dict[str, Any]) -> Practice:
    """A draft with all fields and a row of each kind."""
    curator.post(reverse(admin_forms.ADD), everything)
    practice: Practice = Practice.objects.get()
    citation = practice.citations.get()
    Figure.objects.create(practice=practice, value="7.5", label_en="more", citation=citation)
    return practice


@pytest.mark.both_databases
def test_it_holds_all_that_a_curator_writes(full: Practice) -> None:
    written = content.of(full)
    editable = {f.name for f in Practice._meta.fields if f.editable and not f.primary_key}
    originals = {"title", "summary", "problem", "done", "results", "lessons"}
    rows = {"participations", "involvements", "citations", "figures", "requirements"}
    assert set(written) == editable - originals | {f.name for f in content.terms_of(Practice)} | rows
    assert written["participations"] == [{"country": "MA", "role": "origin", "part": "lead"}]
    assert [(f["value"], f["citation"]) for f in written["figures"]] == [("300", 1), ("7.5", 1)]


def test_what_it_does_not_name_stays(full: Practice) -> None:
    before = content.of(full)
    content.put({"title_fr": "Un autre titre"}, full)
    assert content.of(Practice.objects.get()) == before | {"title_fr": "Un autre titre"}


CHANGES: dict[str, Any] = {
    "a text": {"summary_en": "Another summary."},
    "a text taken away": {"problem_en": ""},
    "a year taken away": {"start_year": None},
    "a day": {"reported_on": "2009-01-31"},
    "terms": {"policy_areas": ["public-support", "remittances"]},
    "countries that swap their roles": {
        "participations": [
            {"country": "EG", "role": "destination", "part": "lead"},
            {"country": "MA", "role": "destination", "part": "partner"},
            {"country": "MA", "role": "origin", "part": "lead"},
        ]
    },
    "more citations, and a figure that moves": {
        "citations": [
            {"source": "report", "section": "First", "pages": "", "paragraphs": "",
             "note_en": "", "note_fr": "", "note_es": ""},
            {"source": "report", "section": "", "pages": "3", "paragraphs": "",
             "note_en": "x", "note_fr": "", "note_es": ""},
        ],
        "figures": [
            {"value": "1", "value_max": "2", "qualifier": "about", "unit_en": "", "unit_fr": "", "unit_es": "",
             "label_en": "one", "label_fr": "", "label_es": "", "citation": 2},
        ],
    },
    "no citation any more": {"citations": [], "figures": []},
    "no requirement any more": {"requirements": []},
}  # fmt: skip


@pytest.mark.both_databases
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_written_and_can_be_taken_back(full: Practice, change: str) -> None:
    before = content.of(full)
    content.put(CHANGES[change], full)
    after = content.of(Practice.objects.get())
    assert after == before | CHANGES[change]
    assert {difference.name for difference in differences(before, after, Practice)} == set(CHANGES[change])
    content.put(before, Practice.objects.get())
    assert content.of(Practice.objects.get()) == before


def test_a_published_practice_keeps_a_citation_that_cards_show(full: Practice) -> None:
    Citation.objects.create(practice=full, source=factories.source(), section="Another")
    full.figures.all().delete()
    workflow.publish_all([full])
    main = full.main_citation
    written = content.of(full)
    content.put({"citations": written["citations"][1:]}, full)
    full.refresh_from_db()
    assert (full.main_citation, full.main_citation.section) == (main, "Another")


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "a term that is not there": ({"policy_areas": ["nowhere"]}, "policy_areas", "nowhere"),
    "a country that is not there": ({"participations": [{"country": "XX", "role": "origin"}]}, "participations", "XX"),
    "a country twice": (
        {"participations": [{"country": "MA", "role": "origin"}, {"country": "MA", "role": "origin"}]},
        "participations",
        "2: This country already has this role",
    ),
    "a citation without a place": (
        {"citations": [{"source": "report"}], "figures": []},
        "citations",
        "Name the section",
    ),
    "a figure of no citation": (
        {"figures": [{"value": "1", "label_en": "one", "citation": 9}]},
        "figures",
        "no citation 9",
    ),
    "a word for a number": ({"figures": [{"value": "many", "label_en": "one"}]}, "figures", "1: "),
    "a word for a day": ({"reported_on": "yesterday"}, "reported_on", ""),
    "years that run backwards": ({"start_year": 2010, "end_year": 2000}, "end_year", "must not come before"),
    "no title": ({"title_en": ""}, "title_en", ""),
    "too long a title": ({"title_en": "x" * 121}, "title_en", "120"),
    "a choice that is none": ({"level": "galactic"}, "level", "galactic"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_named_and_changes_nothing(full: Practice, wrong: str) -> None:
    change, field, said = WRONG[wrong]
    before = content.of(full)
    with pytest.raises(ValidationError) as caught:
        content.put({**change, "summary_en": "Not this."}, full)
    assert said in " ".join(caught.value.message_dict[field])
    assert content.of(Practice.objects.get()) == before


def test_differences_speak_of_names_and_words(full: Practice, vocabulary: factories.Vocabulary) -> None:
    before = content.of(full)
    PolicyArea.objects.filter(slug="remittances").update(name_fr="Envois de fonds")
    change = {"summary_en": before["summary_en"].replace("nurses", "doctors"), "policy_areas": [], "level": "global"}
    with override("fr"):
        found = {d.name: d for d in differences(before, before | change, Practice)}
    assert (found["policy_areas"].old, found["policy_areas"].new) == ("Envois de fonds", "")
    summary = found["summary_en"]
    assert [text for changed, text in summary.old_parts if changed] == ["nurses"]
    assert [text for changed, text in summary.new_parts if changed] == ["doctors"]
    assert "".join(text for _changed, text in summary.new_parts) == change["summary_en"]


def test_terms_have_content_too(vocabulary: factories.Vocabulary) -> None:
    egypt = Country.objects.get(code="EG")
    before = content.of(egypt)
    assert (before["name_fr"], before["region"], before["merged_into"]) == ("Égypte", "northern-africa", None)
    content.put({"name_fr": "L’Égypte", "region": None}, egypt)
    content.put(before, Country.objects.get(code="EG"))
    assert content.of(Country.objects.get(code="EG")) == before


@pytest.mark.both_databases
def test_many_are_read_with_few_queries(vocabulary: factories.Vocabulary, django_assert_max_num_queries: Any) -> None:
    for _i in range(5):
        practice = factories.draft(policy_areas=vocabulary.areas, countries=[(vocabulary.countries[0], "origin")])
        Requirement.objects.create(practice=practice, kind="budget", text_en="Money.")
    assert Participation.objects.count() == 5
    with django_assert_max_num_queries(12):
        found = [content.of(practice) for practice in content.with_everything(Practice.objects.all())]
    assert all(len(one["policy_areas"]) == 3 and len(one["requirements"]) == 1 for one in found)
