"""A facet is one entry in FACETS. Checks refuse one that can't work."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings

from practices import checks
from practices.search import snapshot
from practices.taxonomy import facets
from practices.taxonomy.facets import FACETS, Facet, values_of
from tests import factories


def test_the_facets_of_the_catalogue_hold_together() -> None:
    assert checks.facets_hold_together(None) == []
    assert checks.languages_can_be_searched(None) == []


@pytest.mark.parametrize(
    ("facet", "problem"),
    [
        (Facet("country", "Twice", "instrument"), "practices.E001"),
        (Facet("page", "Reserved", "instrument"), "practices.E001"),
        (Facet("fields", "Reserved in the API", "instrument"), "practices.E001"),
        (Facet("nothing", "No field"), "practices.E002"),
        (Facet("year", "No values", "start_year"), "practices.E002"),
        (Facet("typo", "No field", "no_such_field"), "practices.E002"),
        (Facet("sibling", "No vocabulary", "replaced_by"), "practices.E002"),
    ],
)
def test_one_that_cannot_work_is_refused(monkeypatch: pytest.MonkeyPatch, facet: Facet, problem: str) -> None:
    monkeypatch.setattr(facets, "FACETS", (*FACETS, facet))
    assert problem in {found.id for found in checks.facets_hold_together(None)}


def test_the_checks_are_made_at_the_start() -> None:
    """Seen from outside: this process has imported them above."""
    asked = (
        "import django; django.setup(); from django.core.checks import registry as r; print(r.registry.get_checks())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", asked], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    for check in (checks.facets_hold_together, checks.languages_can_be_searched):
        assert check.__name__ in ran.stdout


def test_a_region_counts_with_its_sub_regions_and_their_countries(vocabulary) -> None:
    _africa, northern, _asia = vocabulary.regions
    named = factories.practice(regions=[northern])
    through_country = factories.practice(countries=[(vocabulary.countries[0], "origin")])
    values = values_of([named.pk, through_country.pk], snapshot().vocabularies)
    assert values[named.pk]["region"] == values[through_country.pk]["region"] == ["africa", "northern-africa"]


def test_a_country_is_known_by_its_code_in_any_case_and_by_its_name(vocabulary) -> None:
    country = facets.BY_NAME["country"]
    vocabularies = snapshot().vocabularies
    for text in ("MA", "ma", " Ma ", "morocco"):
        assert country.resolve(text, vocabularies) == "MA"
    assert country.resolve("XX", vocabularies) is None


def test_values_of_all_facets_come_with_one_query(vocabulary, django_assert_num_queries) -> None:
    made = factories.practice()
    vocabularies = snapshot().vocabularies
    with django_assert_num_queries(1):
        assert values_of([made.pk], vocabularies)[made.pk]["level"] == ["national"]
