"""The form of a practice, one language at a time: what a form leaves out stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from practices.editorial import content
from practices.models import Citation, Figure, Practice, Requirement
from tests import factories
from tests.admin.forms import CHANGE, errors_of
from tests.pages import form_on


@pytest.fixture
def draft(vocabulary: factories.Vocabulary) -> Practice:
    """A draft with a row of each kind, terms and years."""
    made = factories.draft(
        "Kenya trains nurses",
        done_en="It trains *them*.",
        countries=[(vocabulary.countries[0], "origin")],
        policy_areas=[vocabulary.areas[0]],
        start_year=2001,
        credit="Amina",
    )
    citation = made.citations.get()
    Figure.objects.create(practice=made, value=300, unit_en="USD", label_en="for each nurse", citation=citation)
    Requirement.objects.create(practice=made, kind="budget", text_en="A fund.")
    return made


def french(draft: Practice) -> str:
    return reverse(CHANGE, args=[draft.pk]) + "?text=fr"


def now(draft: Practice) -> content.Content:
    return content.of(Practice.objects.get(pk=draft.pk))


@pytest.mark.both_databases
def test_a_translation_is_written_beside_the_english_and_leaves_the_rest_as_it_is(
    curator: Client, draft: Practice
) -> None:
    before = now(draft)
    page = curator.get(french(draft))
    form = form_on(page)
    assert "It trains *them*." in page.content.decode()
    assert not {"title_en", "policy_areas", "start_year", "participations-TOTAL_FORMS"} & form.keys()
    sent = form | {
        "title_fr": "Le Kenya forme",
        "figures-0-label_fr": "par infirmière",
        "requirements-0-text_fr": "Fonds.",
    }
    response = curator.post(french(draft), sent)
    assert response.status_code == 302, errors_of(response)
    figure, requirement = before["figures"][0], before["requirements"][0]
    assert now(draft) == before | {
        "title_fr": "Le Kenya forme",
        "figures": [figure | {"label_fr": "par infirmière"}],
        "requirements": [requirement | {"text_fr": "Fonds."}],
    }


def test_the_english_form_leaves_translations_as_they_are(curator: Client, draft: Practice) -> None:
    Practice.objects.filter(pk=draft.pk).update(
        title_fr="Le Kenya forme", confirmed_by_fr="Awa", confirmed_on_fr="2026-01-01"
    )
    draft.figures.update(label_fr="par infirmière")
    before = now(draft)
    address = reverse(CHANGE, args=[draft.pk])
    response = curator.post(address, form_on(curator.get(address)) | {"credit": "Ben"})
    assert response.status_code == 302, errors_of(response)
    assert now(draft) == before | {"credit": "Ben"}


def test_saving_and_going_on_stays_in_the_language(curator: Client, draft: Practice) -> None:
    form = form_on(curator.get(french(draft)))
    assert curator.post(french(draft), form | {"_continue": "1"})["Location"] == french(draft)


def test_the_languages_say_how_far_each_has_got(curator: Client, draft: Practice) -> None:
    Practice.objects.filter(pk=draft.pk).update(title_fr="Le Kenya forme")
    languages = curator.get(french(draft)).context["languages"]
    assert [(one.code, one.said, one.is_current) for one in languages] == [
        ("en", "original", False),
        ("fr", "1 of 3", True),
        ("es", "none yet", False),
    ]


@pytest.mark.parametrize("language", ["xx", "", "en"])
def test_an_unknown_language_is_english(curator: Client, draft: Practice, language: str) -> None:
    page = curator.get(reverse(CHANGE, args=[draft.pk]), {"text": language})
    assert "title_en" in form_on(page)


def test_what_may_not_be_changed_is_shown_in_each_language(curator: Client, vocabulary: factories.Vocabulary) -> None:
    published = factories.translate(factories.practice("Advice", done_en="They met.", title_fr="Conseils"))
    Requirement.objects.create(practice=published, kind="budget", text_en="A fund.", text_fr="Un fonds.")
    page = curator.get(french(published)).content.decode()
    assert "Conseils" in page and "Un fonds." in page and 'name="title_fr"' not in page


# Two at once -------------------------------------------------------------------------------------


def test_what_another_changed_in_english_meanwhile_stays(curator: Client, draft: Practice) -> None:
    form = form_on(curator.get(french(draft)))
    address = reverse(CHANGE, args=[draft.pk])
    theirs: dict[str, Any] = form_on(curator.get(address)) | {"figures-0-value": "400", "credit": "Ben"}
    assert curator.post(address, theirs).status_code == 302
    refused = curator.post(french(draft), form | {"figures-0-label_fr": "par infirmière"})
    assert curator.post(french(draft), form_on(refused)).status_code == 302
    figure = now(draft)["figures"][0]
    assert (figure["value"], figure["label_fr"], figure["citation"], now(draft)["credit"]) == (
        "400",
        "par infirmière",
        1,
        "Ben",
    )


def test_the_same_text_from_two_is_told(curator: Client, draft: Practice) -> None:
    form = form_on(curator.get(french(draft)))
    assert curator.post(french(draft), form | {"title_fr": "Elle"}).status_code == 302
    refused = curator.post(french(draft), form | {"title_fr": "Lui"})
    assert [(one.name, one.old, one.new) for one, _stays in refused.context["conflict"].rows] == [
        ("title_fr", "Elle", "Lui")
    ]


def test_the_translation_of_a_row_that_is_gone_is_told_and_kept(curator: Client, draft: Practice) -> None:
    Citation.objects.create(practice=draft, source=factories.source(), section="Second")
    form = form_on(curator.get(french(draft)))
    address = reverse(CHANGE, args=[draft.pk])
    theirs = form_on(curator.get(address)) | {"requirements-0-DELETE": "on"}
    assert curator.post(address, theirs).status_code == 302
    refused = curator.post(french(draft), form | {"requirements-0-text_fr": "Un fonds."})
    assert "Somebody has removed this row meanwhile." in refused.content.decode()
    again = form_on(refused)
    assert again["requirements-0-text_fr"] == ["Un fonds."]
    answer = curator.post(french(draft), again | {"requirements-0-DELETE": "on"})
    answer = answer if answer.status_code == 302 else curator.post(french(draft), form_on(answer))
    assert answer.status_code == 302
    assert now(draft)["requirements"] == []


def test_the_list_of_sections_says_how_much_is_translated(curator: Client, draft: Practice) -> None:
    def marks() -> dict[str, tuple[str, str]]:
        return {one.part.name: (one.mark, one.said) for one in curator.get(french(draft)).context["sections"]}

    assert (marks()["needs"], marks()["figures"]) == (("empty", "0 of 1"), ("empty", "0 of 2"))
    Requirement.objects.update(text_fr="Un fonds.")
    Figure.objects.update(label_fr="par infirmière")
    assert (marks()["needs"], marks()["figures"]) == (("done", "1 of 1"), ("missing", "1 of 2"))
