"""What curators do with practices in the admin, and what readers see of it with their next request."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from practices import search
from practices.models import LARGEST_ID, Citation, Figure, Practice
from tests import factories
from tests.admin.forms import (
    ADD,
    CHANGE,
    DELETE,
    LIST,
    MOVE,
    REVISE,
    citation_row,
    errors_of,
    form_of,
    move,
    revise,
    version_of,
)

# Entering and publishing ------------------------------------------------------------------------


def test_a_practice_that_is_entered_and_published_is_everywhere_with_the_next_request(
    curator: Client, everything: dict[str, Any]
) -> None:
    assert search.snapshot().find(search.Query()).ids == []
    response = curator.post(reverse(ADD), everything | {"_move": "publish"})
    assert response.status_code == 302, errors_of(response)
    practice = Practice.objects.get()
    assert (response["Location"], practice.state) == (reverse(MOVE, args=[practice.pk, "publish"]), "draft")
    assert practice.author == get_user_model().objects.get(username="curator")
    figure = practice.figures.get()
    figure.citation = practice.citations.get()
    figure.save()
    assert move(curator, practice, "publish", reason="It was checked on paper.").status_code == 302
    page = Client().get(practice.get_absolute_url()).content.decode()
    for text in ("Kenya trains nurses", "Morocco", "Nursing Board", "for each nurse", "A fund for training", "12–14"):
        assert text in page
    answer = Client().get(f"/api/v1/practices/{practice.pk}").json()
    assert (answer["title"], answer["figures"][0]["label"]) == ("Kenya trains nurses", "for each nurse")
    for words in ("kenya", "unprepared", "fund", "maroc"):
        assert search.snapshot().find(search.Query(search.parse(words))).ids == [practice.pk], words


def test_a_draft_that_cant_be_published_is_saved_and_the_page_says_what_is_missing(curator: Client, db: None) -> None:
    response = curator.post(reverse(ADD), form_of() | {"_move": "publish"})
    practice = Practice.objects.get(slug="kenya-trains-nurses")
    shown = curator.get(response["Location"])
    refused = move(curator, practice, "publish", reason="Now.")
    for page in (shown.content.decode(), refused.content.decode()):
        for sentence in ("Add a citation", "at least one policy area", "at least one migration phase", "who does it?"):
            assert sentence in page
    practice.refresh_from_db()
    assert practice.state == "draft"


def test_a_draft_needs_only_a_title_and_the_move_leads_to_what_is_missing(curator: Client) -> None:
    empty = dict.fromkeys(("slug", "summary_en", "evidence_basis", "instrument", "level"), "")
    curator.post(reverse(ADD), form_of() | empty | {"title_en": "Kenya trains nurses"})
    practice = Practice.objects.get(title_en="Kenya trains nurses")
    form = reverse(CHANGE, args=[practice.pk])
    page = curator.get(reverse(MOVE, args=[practice.pk, "submit"])).content.decode()
    for field in ("summary_en", "evidence_basis", "instrument", "level", "policy_areas"):
        assert f'href="{form}#id_{field}"' in page
        assert f'id="id_{field}"' in curator.get(form).content.decode()
    assert move(curator, practice, "submit").status_code == 200
    practice.refresh_from_db()
    assert (practice.state, practice.slug) == ("draft", "kenya-trains-nurses")
    assert curator.get(reverse("admin:practices_practice_preview", args=[practice.pk])).status_code == 200


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["evidence_basis", "instrument", "level"])
def test_the_database_itself_publishes_nothing_without_its_kind(db: None, name: str) -> None:
    practice = factories.practice()
    with pytest.raises(IntegrityError):
        Practice.objects.filter(pk=practice.pk).update(**{name: ""})


@pytest.mark.usefixtures("vocabulary")
def test_what_readers_see_is_not_edited_but_shown(curator: Client) -> None:
    practice = factories.practice("First title")
    address = reverse(CHANGE, args=[practice.pk])
    rows = {"citations": [citation_row(practice.citations.get())]}
    page = curator.get(address).content.decode()
    assert "First title" in page
    assert 'name="title_en"' not in page
    assert reverse(REVISE, args=[practice.pk]) in page
    assert curator.post(address, form_of(practice, rows) | {"title_en": "Second title"}).status_code == 403
    practice.refresh_from_db()
    assert (practice.title_en, practice.state) == ("First title", "published")


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"summary_en": "x" * 401}, "at most 400 characters"),
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
    refused = move(curator, practice, "withdraw", reason="  ")
    practice.refresh_from_db()
    assert (refused.status_code, practice.state) == (200, "published")
    assert "reason" in refused.context["form"].errors
    accepted = move(curator, practice, "withdraw", reason="The source was mistaken.", replaced_by=better.pk)
    assert (accepted.status_code, accepted["Location"]) == (302, reverse(CHANGE, args=[practice.pk]))
    tombstone = Client().get(practice.get_absolute_url())
    assert tombstone.status_code == 410
    assert "The source was mistaken." in tombstone.content.decode()
    assert better.get_absolute_url() in tombstone.content.decode()
    assert Client().get(f"/api/v1/practices/{practice.pk}").status_code == 410
    assert search.snapshot().find(search.Query()).ids == [better.pk]


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize("choose", ["itself", "a draft", "nothing that is there"])
def test_a_practice_is_replaced_only_by_another_published_one(curator: Client, choose: str) -> None:
    practice = factories.practice()
    numbers = {"itself": practice.pk, "a draft": factories.draft().pk, "nothing that is there": LARGEST_ID}
    response = move(curator, practice, "withdraw", reason="Old.", replaced_by=numbers[choose])
    practice.refresh_from_db()
    assert "replaced_by" in response.context["form"].errors
    assert practice.is_published


@pytest.mark.parametrize("is_withdrawn", [False, True], ids=["published", "withdrawn"])
@pytest.mark.usefixtures("vocabulary")
def test_what_was_ever_published_cant_be_deleted(curator: Client, is_withdrawn: bool) -> None:
    practice = factories.practice()
    if is_withdrawn:
        factories.withdraw(practice, "Old.")
    assert curator.post(reverse(DELETE, args=[practice.pk]), {"reason": "Old."}).status_code == 403
    curator.post(reverse(LIST), {"action": "delete_selected", "_selected_action": [practice.pk], "post": "yes"})
    assert Practice.objects.filter(pk=practice.pk).exists()


def test_a_draft_can_be_deleted_with_all_its_rows(curator: Client, everything: dict[str, Any]) -> None:
    curator.post(reverse(ADD), everything)
    draft = Practice.objects.get()
    figure = draft.figures.get()
    figure.citation = draft.citations.get()
    figure.save()
    sent = {"reason": "Entered twice.", "_version": version_of(draft)}
    response = curator.post(reverse(DELETE, args=[draft.pk]), sent)
    assert response.status_code == 302
    assert not Practice.objects.exists()
    assert not Citation.objects.exists()
    connection.check_constraints()


# Citations --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("vocabulary")
def test_a_citation_that_is_emptied_is_no_citation(curator: Client) -> None:
    draft = factories.draft()
    row = citation_row(draft.citations.get(), section="", pages="")
    response = curator.post(reverse(CHANGE, args=[draft.pk]), form_of(draft, {"citations": [row]}))
    assert "Name the section, the pages or the paragraphs." in errors_of(response)
    assert draft.citations.get().section == "A section"


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize("choose", ["a draft", "a working copy"])
def test_the_main_citation_is_replaced_by_another_in_one_save(curator: Client, choose: str) -> None:
    draft = factories.draft() if choose == "a draft" else revise(curator, factories.practice())
    draft.settle_main_citation()
    rows = {"citations": [citation_row(draft.citations.get(), DELETE="on"), citation_row()]}
    response = curator.post(reverse(CHANGE, args=[draft.pk]), form_of(draft, rows))
    assert response.status_code == 302, errors_of(response)
    draft.refresh_from_db()
    assert [citation.section for citation in draft.citations.all()] == ["A new section"]
    assert draft.main_citation == draft.citations.get()
    connection.check_constraints()


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize("choose", ["a draft", "a working copy"])
def test_all_citations_can_go_but_then_it_is_not_published(curator: Client, choose: str) -> None:
    draft = factories.complete_draft() if choose == "a draft" else revise(curator, factories.practice())
    draft.settle_main_citation()
    rows = {"citations": [citation_row(draft.citations.get(), DELETE="on")]}
    response = curator.post(reverse(CHANGE, args=[draft.pk]), form_of(draft, rows))
    assert response.status_code == 302, errors_of(response)
    assert not draft.citations.exists()
    connection.check_constraints()
    assert "Add a citation" in move(curator, draft, "publish", reason="Now.").content.decode()
    assert Practice.objects.published().count() == (choose == "a working copy")


@pytest.mark.usefixtures("vocabulary")
def test_a_citation_that_a_figure_stands_on_stays(curator: Client) -> None:
    draft = factories.draft()
    citation = draft.citations.get()
    figure = Figure.objects.create(practice=draft, value=3, label_en="banks", citation=citation)
    figure_row = {"id": figure.pk, "qualifier": "exactly", "value": "3", "label_en": "banks", "citation": 1}
    rows = {"citations": [citation_row(citation, DELETE="on"), citation_row()], "figures": [figure_row]}
    response = curator.post(reverse(CHANGE, args=[draft.pk]), form_of(draft, rows))
    assert "You remove citation 1" in errors_of(response)
    assert list(draft.citations.all()) == [citation]


@pytest.mark.usefixtures("vocabulary")
def test_a_figure_takes_only_citations_of_its_own_practice(curator: Client) -> None:
    draft, other = factories.draft(), factories.practice()
    row = {"qualifier": "exactly", "value": "3", "label_en": "banks", "citation": other.citations.get().pk}
    rows = {"citations": [citation_row(draft.citations.get())], "figures": [row]}
    response = curator.post(reverse(CHANGE, args=[draft.pk]), form_of(draft, rows))
    assert "Select a valid choice" in errors_of(response)
    assert not Figure.objects.exists()
