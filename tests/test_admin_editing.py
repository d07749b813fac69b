"""What curators do with practices in the admin, and what readers see of it with their next request."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from practices import search, workflow
from practices.models import Citation, Figure, Practice
from tests import factories
from tests.admin_forms import ADD, CHANGE, DELETE, LIST, WITHDRAW, citation_row, errors_of, form_of, messages_of

# Entering and publishing ------------------------------------------------------------------------


def test_a_practice_that_is_entered_and_published_is_everywhere_with_the_next_request(
    curator: Client, everything: dict[str, Any]
) -> None:
    assert search.snapshot().find(search.Query()).ids == []
    response = curator.post(reverse(ADD), everything | {"_publish": "Save and publish"})
    assert response.status_code == 302, errors_of(response)
    practice = Practice.objects.get()
    assert practice.is_published
    page = Client().get(practice.get_absolute_url()).content.decode()
    for text in ("Kenya trains nurses", "Morocco", "Nursing Board", "for each nurse", "A fund for training", "12–14"):
        assert text in page
    answer = Client().get(f"/api/v1/practices/{practice.pk}").json()
    assert (answer["title"], answer["figures"][0]["label"]) == ("Kenya trains nurses", "for each nurse")
    for words in ("kenya", "unprepared", "fund", "infirmières", "maroc"):
        assert search.snapshot().find(search.Query(search.parse(words))).ids == [practice.pk], words


def test_a_draft_that_cant_be_published_is_saved_and_the_message_says_what_is_missing(
    curator: Client, db: None
) -> None:
    response = curator.post(reverse(ADD), form_of() | {"_publish": "Save and publish"})
    practice = Practice.objects.get(slug="kenya-trains-nurses")
    assert (response.status_code, practice.state) == (302, "draft")
    for sentence in ("Add a citation", "at least one policy area", "at least one migration phase", "who does it?"):
        assert sentence in messages_of(response)


def test_chosen_drafts_are_published_and_the_others_named(curator: Client, vocabulary: factories.Vocabulary) -> None:
    complete = factories.draft(
        "Complete",
        policy_areas=[vocabulary.areas[0]],
        migration_phases=[vocabulary.phases[0]],
        regions=[vocabulary.regions[0]],
    )
    lacking = factories.draft("Lacking")
    chosen = {"action": "publish_selected", "_selected_action": [complete.pk, lacking.pk]}
    response = curator.post(reverse(LIST), chosen)
    complete.refresh_from_db()
    lacking.refresh_from_db()
    assert (complete.state, lacking.state) == ("published", "draft")
    assert "1 practice is published." in messages_of(response)
    assert "Not published: Lacking. Choose at least one policy area." in messages_of(response)


def test_saving_a_published_practice_keeps_it_published(curator: Client, vocabulary: factories.Vocabulary) -> None:
    practice = factories.practice("First title")
    before = practice.published_at
    rows = {"citations": [citation_row(practice.citations.get())]}
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, rows) | {"title_en": "Second title"})
    practice.refresh_from_db()
    assert response.status_code == 302, errors_of(response)
    assert (practice.title_en, practice.state, practice.published_at) == ("Second title", "published", before)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"summary_en": "x" * 401}, "at most 400 characters"),
        ({"summary_en": ""}, "This field is required"),
        ({"title_en": ""}, "This field is required"),
        ({"title_en": "x" * 121}, "at most 120 characters"),
        ({"start_year": "2010", "end_year": "2007"}, "must not come before the first"),
        ({"start_year": "-5"}, "greater than or equal to"),
        ({"verified_on": "2020-01-01"}, "Give both"),
        ({"instrument": "wish"}, "Select a valid choice"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_a_form_that_cant_be_right_is_refused_with_the_reason(
    curator: Client, values: dict[str, str], complaint: str
) -> None:
    response = curator.post(reverse(ADD), form_of() | values)
    assert complaint in errors_of(response)
    assert not Practice.objects.exists()


# Withdrawing and deleting -----------------------------------------------------------------------


@pytest.mark.usefixtures("vocabulary")
def test_withdrawing_asks_for_the_reason_and_the_page_gives_it(curator: Client) -> None:
    practice, better = factories.practice("Old"), factories.practice("Better")
    address = reverse(WITHDRAW, args=[practice.pk])
    refused = curator.post(address, {"reason": "  "})
    practice.refresh_from_db()
    assert (refused.status_code, practice.state) == (200, "published")
    assert "reason" in refused.context["form"].errors
    accepted = curator.post(address, {"reason": "The source was mistaken.", "replaced_by": better.pk})
    assert (accepted.status_code, accepted["Location"]) == (302, reverse(CHANGE, args=[practice.pk]))
    tombstone = Client().get(practice.get_absolute_url())
    assert tombstone.status_code == 410
    assert "The source was mistaken." in tombstone.content.decode()
    assert better.get_absolute_url() in tombstone.content.decode()
    assert Client().get(f"/api/v1/practices/{practice.pk}").status_code == 404
    assert search.snapshot().find(search.Query()).ids == [better.pk]


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize("choose", ["itself", "a draft"])
def test_a_practice_is_replaced_only_by_another_published_one(curator: Client, choose: str) -> None:
    practice = factories.practice()
    other = practice if choose == "itself" else factories.draft()
    response = curator.post(reverse(WITHDRAW, args=[practice.pk]), {"reason": "Old.", "replaced_by": other.pk})
    practice.refresh_from_db()
    assert "replaced_by" in response.context["form"].errors
    assert practice.is_published


@pytest.mark.usefixtures("vocabulary")
def test_a_draft_cant_be_withdrawn(curator: Client) -> None:
    draft = factories.draft()
    response = curator.post(reverse(WITHDRAW, args=[draft.pk]), {"reason": "Old."})
    draft.refresh_from_db()
    assert "Only a published practice" in response.content.decode()
    assert draft.state == "draft"


def test_withdrawing_what_is_not_there_answers_404(curator: Client) -> None:
    assert curator.post(f"/admin/practices/practice/{10**30}/withdraw/", {"reason": "Old."}).status_code == 404


@pytest.mark.parametrize("is_withdrawn", [False, True], ids=["published", "withdrawn"])
@pytest.mark.usefixtures("vocabulary")
def test_what_was_ever_published_cant_be_deleted(curator: Client, is_withdrawn: bool) -> None:
    practice = factories.practice()
    if is_withdrawn:
        workflow.withdraw(practice, "Old.")
    assert curator.post(reverse(DELETE, args=[practice.pk]), {"post": "yes"}).status_code == 403
    curator.post(reverse(LIST), {"action": "delete_selected", "_selected_action": [practice.pk], "post": "yes"})
    assert Practice.objects.filter(pk=practice.pk).exists()


def test_a_draft_can_be_deleted_with_all_its_rows(curator: Client, everything: dict[str, Any]) -> None:
    curator.post(reverse(ADD), everything)
    draft = Practice.objects.get()
    figure = draft.figures.get()
    figure.citation = draft.main_citation
    figure.save()
    response = curator.post(reverse(DELETE, args=[draft.pk]), {"post": "yes"})
    assert response.status_code == 302
    assert not Practice.objects.exists()
    assert not Citation.objects.exists()
    connection.check_constraints()


# Citations --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("vocabulary")
def test_the_last_citation_of_a_published_practice_stays(curator: Client) -> None:
    practice = factories.practice("First title")
    rows = {"citations": [citation_row(practice.citations.get(), DELETE="on")]}
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, rows) | {"title_en": "Second title"})
    practice.refresh_from_db()
    assert "needs a citation" in errors_of(response)
    assert (practice.citations.count(), practice.title_en) == (1, "First title")


@pytest.mark.usefixtures("vocabulary")
def test_a_citation_that_is_emptied_is_no_citation(curator: Client) -> None:
    practice = factories.practice()
    row = citation_row(practice.citations.get(), section="", pages="")
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, {"citations": [row]}))
    assert "Name the section, the pages or the paragraphs." in errors_of(response)
    assert practice.citations.get().section == "A section"


@pytest.mark.usefixtures("vocabulary")
def test_the_main_citation_is_replaced_by_another_in_one_save(curator: Client) -> None:
    practice = factories.practice()
    old = practice.citations.get()
    rows = {"citations": [citation_row(old, DELETE="on"), citation_row()]}
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, rows))
    assert response.status_code == 302, errors_of(response)
    practice.refresh_from_db()
    assert [citation.section for citation in practice.citations.all()] == ["A new section"]
    assert practice.main_citation == practice.citations.get()
    assert practice.is_published
    connection.check_constraints()


@pytest.mark.usefixtures("vocabulary")
def test_all_citations_of_a_draft_can_go(curator: Client) -> None:
    draft = factories.draft()
    draft.settle_main_citation()
    rows = {"citations": [citation_row(draft.citations.get(), DELETE="on")]}
    response = curator.post(reverse(CHANGE, args=[draft.pk]), form_of(draft, rows))
    assert response.status_code == 302, errors_of(response)
    assert not draft.citations.exists()
    connection.check_constraints()


@pytest.mark.usefixtures("vocabulary")
def test_a_citation_that_a_figure_stands_on_stays(curator: Client) -> None:
    practice = factories.practice()
    citation = practice.citations.get()
    figure = Figure.objects.create(practice=practice, value=3, label_en="banks", citation=citation)
    figure_row = {"id": figure.pk, "qualifier": "exactly", "value": "3", "label_en": "banks", "citation": citation.pk}
    rows = {"citations": [citation_row(citation, DELETE="on"), citation_row()], "figures": [figure_row]}
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, rows))
    assert "banks" in errors_of(response)
    assert list(practice.citations.all()) == [citation]


@pytest.mark.usefixtures("vocabulary")
def test_a_figure_takes_only_citations_of_its_own_practice(curator: Client) -> None:
    practice, other = factories.practice(), factories.practice()
    row = {"qualifier": "exactly", "value": "3", "label_en": "banks", "citation": other.citations.get().pk}
    rows = {"citations": [citation_row(practice.citations.get())], "figures": [row]}
    response = curator.post(reverse(CHANGE, args=[practice.pk]), form_of(practice, rows))
    assert "Select a valid choice" in errors_of(response)
    assert not Figure.objects.exists()
