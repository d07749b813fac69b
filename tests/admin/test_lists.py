"""The admin's list and form of practices: filters, search, choices, and what they ask of the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices import search
from practices.admin.practice import PracticeAdmin
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.editorial import workflow
from practices.models import Citation, Figure, Organisation, PolicyArea, Practice, Requirement
from practices.taxonomy.facets import HELD
from tests import factories
from tests.admin.forms import ADD, CHANGE, LIST, citation_row, form_of
from tests.queries import count_of


@pytest.fixture
def several(vocabulary: factories.Vocabulary) -> Callable[[int], None]:
    """Make practices that differ in every facet."""

    organisations = factories.rows(Organisation(slug=name, name_en=name) for name in ("bank", "union"))

    def make(count: int) -> None:
        for i in range(count):
            made = factories.practice(
                instrument=Practice.Instrument.values[i % 3],
                level=Practice.Level.values[i % 2],
                evidence_basis=Practice.EvidenceBasis.values[i % 2],
                countries=[(vocabulary.countries[i % 3], "origin"), (vocabulary.countries[i % 3], "destination")],
                policy_areas=[vocabulary.areas[i % 2], vocabulary.areas[2]],
                migration_phases=[vocabulary.phases[i % 3]],
                stakeholder_types=[vocabulary.stakeholders[i % 2]],
                regions=[vocabulary.regions[i % 3]],
                organisations=[organisations[i % 2]],
                start_year=1990 + 7 * i % 20,
                results_en="Fees went down.",
            )
            factories.rows([Requirement(practice=made, kind=Requirement.Kind.values[i % 3], text_en="Staff")])

    return make


@pytest.mark.parametrize("facet", HELD, ids=lambda facet: facet.name)
def test_a_facet_filters_the_list_as_it_filters_the_public_pages(
    curator: Client, several: Callable[[int], None], facet: Any
) -> None:
    several(6)
    factories.draft()
    found = 0
    snapshot = search.snapshot()
    choices = facet.choices(snapshot.vocabularies)
    unused = [choice for choice in choices if not snapshot.count(facet.name, choice.value)]
    for choice in [choice for choice in choices if choice not in unused[1:]]:
        listed = curator.get(reverse(LIST), {facet.name: choice.value, "state__exact": "published"})
        public = Browse(Criteria().with_values(facet, [choice.value]))
        assert {row.pk for row in listed.context["cl"].result_list} == set(public.results.ids), choice
        found += public.total
    assert found >= 6


def queries(browser: Client, address: str) -> int:
    """How many queries a page costs once the index has caught up."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return count_of(captured)


def test_the_list_makes_as_many_queries_for_a_hundred_practices_as_for_one(
    editor: Client, several: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PracticeAdmin, "list_per_page", 100)
    several(1)
    one = queries(editor, reverse(LIST))
    several(99)
    assert queries(editor, reverse(LIST)) == one
    assert one <= 12


@pytest.mark.parametrize("state", ["draft", "published"])
def test_the_form_makes_as_many_queries_for_many_rows_as_for_one_of_each(
    editor: Client, everything: dict[str, Any], vocabulary: factories.Vocabulary, state: str
) -> None:
    editor.post(reverse(ADD), everything)
    practice = Practice.objects.get()
    if state == "published":
        practice.figures.update(citation=practice.citations.get())
        workflow.publish_all([practice])
    address = reverse(CHANGE, args=[practice.pk])
    few = queries(editor, address)
    for i in range(5):
        citation = Citation.objects.create(practice=practice, source=vocabulary.source, section=f"Section {i}")
        Figure.objects.create(practice=practice, value=i, label_en="banks", citation=citation)
        practice.requirements.create(kind="time", text_en="Two years.")
        practice.comments.create(author=factories.person(f"colleague-{i}"), text="Good.")
        bank = Organisation.objects.create(slug=f"bank-{i}", name_en=f"Bank {i}")
        practice.involvements.create(organisation=bank)
    practice.participations.create(country=vocabulary.countries[1], role="origin")
    practice.policy_areas.add(*vocabulary.areas)
    assert queries(editor, address) == few
    assert few <= 27


def test_a_retired_term_is_offered_to_who_has_it(curator: Client, vocabulary: factories.Vocabulary) -> None:
    PolicyArea.objects.filter(slug="remittances").update(retired=True)
    has_it, has_not = factories.draft(policy_areas=[vocabulary.areas[0]]), factories.draft()
    for practice, offered in ((has_it, True), (has_not, False)):
        page = curator.get(reverse(CHANGE, args=[practice.pk])).content.decode()
        assert ("Remittances" in page) == offered
        rows = {"citations": [citation_row(practice.citations.get())]}
        data = form_of(practice, rows) | {"policy_areas": [vocabulary.areas[0].pk]}
        assert (curator.post(reverse(CHANGE, args=[practice.pk]), data).status_code == 302) == offered
    assert "Remittances" not in curator.get(reverse(ADD)).content.decode()


def test_the_list_can_be_searched(curator: Client, several: Callable[[int], None]) -> None:
    several(2)
    wanted = factories.draft("Marigold")
    listed = curator.get(reverse(LIST), {"q": "marigold"})
    assert [row.pk for row in listed.context["cl"].result_list] == [wanted.pk]


def test_filters_are_folded_but_those_in_use(curator: Client, several: Callable[[int], None]) -> None:
    several(2)
    page = curator.get(reverse(LIST), {"level": "national"}).content.decode()
    folded = re.findall(r'<details data-filter-title="([^"]+)"( open)?>', page)
    assert len(folded) > 10
    assert [title for title, is_open in folded if is_open] == ["Level"]
