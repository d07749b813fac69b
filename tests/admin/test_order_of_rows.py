"""The order of rows in the form: it is saved, and everything shows it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from practices.editorial import content, history, revisions, workflow
from practices.models import Citation, Figure, Practice
from tests import factories
from tests.admin.forms import CHANGE, errors_of
from tests.pages import form_on

pytestmark = pytest.mark.both_databases

PLACES = "{}-{}-place"


@pytest.fixture
def draft(vocabulary: factories.Vocabulary) -> Practice:
    """A draft with three citations, and a figure on each."""
    made = factories.complete_draft("Kenya trains nurses")
    made.citations.update(section="One")
    for section in ("Two", "Three"):
        Citation.objects.create(practice=made, source=vocabulary.source, section=section)
    made.settle_main_citation()
    for citation in made.citations.all():
        Figure.objects.create(practice=made, value=3, label_en=f"in {citation.section}", citation=citation)
    return made


def form(curator: Client, draft: Practice) -> dict[str, Any]:
    return form_on(curator.get(reverse(CHANGE, args=[draft.pk])))


def save(curator: Client, draft: Practice, sent: dict[str, Any]) -> Any:
    return curator.post(reverse(CHANGE, args=[draft.pk]), sent)


def placed(rows: str, *places: int) -> dict[str, str]:
    return {PLACES.format(rows, i): str(place) for i, place in enumerate(places)}


def sections(practice: Practice) -> list[str]:
    return [citation["section"] for citation in content.of(Practice.objects.get(pk=practice.pk))["citations"]]


def test_rows_stand_in_the_order_of_their_places_everywhere(curator: Client, draft: Practice) -> None:
    sent = form(curator, draft) | placed("citations", 3, 1, 2) | placed("figures", 2, 3, 1)
    response = save(curator, draft, sent)
    assert response.status_code == 302, errors_of(response)
    draft.refresh_from_db()
    now = content.of(draft)
    assert sections(draft) == ["Two", "Three", "One"]
    figures = [(one["label_en"], one["citation"]) for one in now["figures"]]
    assert figures == [("in Three", 2), ("in One", 3), ("in Two", 1)]
    assert draft.main_citation.section == "Two"  # the one that cards show
    assert history.latest(draft).content == now  # type: ignore[union-attr]
    assert [form(curator, draft)[f"citations-{i}-section"] for i in range(3)] == [["Two"], ["Three"], ["One"]]
    workflow.publish_all([draft])
    answer = Client().get(f"/api/v1/practices/{draft.pk}").json()
    assert [citation["section"] for citation in answer["citations"]] == ["Two", "Three", "One"]
    page = Client().get(draft.get_absolute_url()).content.decode()
    assert page.index("in Three") < page.index("in One") < page.index("in Two")
    copy = revisions.start(draft, None)
    assert content.of(copy)["citations"] == now["citations"]


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ((1, 2, 1), ["Three", "One", "Two"]),
        ((3, 2, 3), ["Two", "Three", "One"]),
        (("", 1, ""), ["Two", "One", "Three"]),
    ],
    ids=["up", "down", "the others empty"],
)
def test_one_number_alone_moves_its_row(curator: Client, draft: Practice, places: Any, order: list[str]) -> None:
    assert save(curator, draft, form(curator, draft) | placed("citations", *places)).status_code == 302
    assert sections(draft) == order


def test_a_new_row_takes_the_place_that_it_asks_for(curator: Client, draft: Practice, vocabulary: Any) -> None:
    sent = form(curator, draft) | {"citations-TOTAL_FORMS": "4", "citations-3-source": vocabulary.source.pk}
    sent |= {"citations-3-section": "New", **placed("citations", 1, 3, 4, 2)}
    assert save(curator, draft, sent).status_code == 302
    assert sections(draft) == ["One", "New", "Two", "Three"]
    again = form(curator, draft) | {"citations-TOTAL_FORMS": "5", "citations-4-source": vocabulary.source.pk}
    assert save(curator, draft, again | {"citations-4-section": "Last"}).status_code == 302
    assert sections(draft) == ["One", "New", "Two", "Three", "Last"]


def test_what_is_no_place_is_refused_at_its_row_and_the_order_comes_back(curator: Client, draft: Practice) -> None:
    refused = save(curator, draft, form(curator, draft) | placed("citations", 3, 1, 2) | {"citations-0-place": "first"})
    assert "Enter a whole number." in errors_of(refused)
    wrong = save(curator, draft, form(curator, draft) | placed("citations", 3, 1, 2) | {"start_year": "5"})
    page = wrong.content.decode()
    assert page.index('id="citations-1"') < page.index('id="citations-2"') < page.index('id="citations-0"')
    assert save(curator, draft, form_on(wrong) | {"start_year": ""}).status_code == 302
    assert sections(draft) == ["Two", "Three", "One"]


# Two at once -------------------------------------------------------------------------------------


def test_an_order_stays_when_another_has_changed_a_row(curator: Client, draft: Practice) -> None:
    mine, theirs = form(curator, draft), form(curator, draft)
    assert save(curator, draft, theirs | placed("citations", 3, 1, 2)).status_code == 302
    refused = save(curator, draft, mine | {"citations-0-section": "One of them"})
    assert save(curator, draft, form_on(refused)).status_code == 302
    assert sections(draft) == ["Two", "Three", "One of them"]


def test_of_two_orders_the_second_is_told(curator: Client, draft: Practice) -> None:
    mine, theirs = form(curator, draft), form(curator, draft)
    assert save(curator, draft, theirs | placed("citations", 3, 1, 2)).status_code == 302
    refused = save(curator, draft, mine | placed("citations", 2, 1, 3))
    assert {one.name for one, _stays in refused.context["conflict"].rows} >= {"citations"}
    assert save(curator, draft, form_on(refused)).status_code == 302
    assert sections(draft) == ["Two", "One", "Three"]
