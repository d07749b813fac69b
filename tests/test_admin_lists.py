"""The admin's list of practices: its filters, its search, and what it asks of the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices import search
from practices.browse import Browse
from practices.criteria import Criteria
from practices.facets import FACETS
from practices.models import Practice
from tests import factories
from tests.admin_forms import LIST


@pytest.fixture
def several(vocabulary: factories.Vocabulary) -> Callable[[int], None]:
    """Make practices that differ in every facet."""

    def make(count: int) -> None:
        for i in range(count):
            factories.practice(
                instrument=Practice.Instrument.values[i % 3],
                level=Practice.Level.values[i % 2],
                evidence_basis=Practice.EvidenceBasis.values[i % 2],
                countries=[(vocabulary.countries[i % 3], "origin"), (vocabulary.countries[i % 3], "destination")],
                policy_areas=[vocabulary.areas[i % 2], vocabulary.areas[2]],
                migration_phases=[vocabulary.phases[i % 3]],
                stakeholder_types=[vocabulary.stakeholders[i % 2]],
                regions=[vocabulary.regions[i % 3]],
            )

    return make


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.name)
def test_a_facet_filters_the_list_as_it_filters_the_public_pages(
    curator: Client, several: Callable[[int], None], facet: Any
) -> None:
    several(6)
    factories.draft()
    found = 0
    for choice in facet.choices(search.snapshot().vocabularies):
        listed = curator.get(reverse(LIST), {facet.name: choice.value, "state__exact": "published"})
        public = Browse(Criteria().with_values(facet, [choice.value]))
        assert {row.pk for row in listed.context["cl"].result_list} == set(public.results.ids), choice
        found += public.total
    assert found >= 6


def test_the_list_makes_as_many_queries_for_thirty_practices_as_for_one(
    curator: Client, several: Callable[[int], None]
) -> None:
    def queries() -> int:
        curator.get(reverse(LIST))  # the index catches up
        with CaptureQueriesContext(connection) as captured:
            response = curator.get(reverse(LIST))
        assert response.status_code == 200
        return len(captured)

    several(1)
    one = queries()
    several(29)
    assert queries() == one
    assert one <= 14


def test_the_list_can_be_searched(curator: Client, several: Callable[[int], None]) -> None:
    several(2)
    wanted = factories.draft("Marigold")
    listed = curator.get(reverse(LIST), {"q": "marigold"})
    assert [row.pk for row in listed.context["cl"].result_list] == [wanted.pk]
