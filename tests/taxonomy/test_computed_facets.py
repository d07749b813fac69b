"""What a practice has of facets whose values stand in no field of their own: decades, results, countries in a role."""

from __future__ import annotations

import datetime

import pytest

from practices.models import Practice
from practices.search import snapshot
from practices.search.sql import PracticeFilter
from practices.taxonomy.facets import BY_NAME, values_of
from tests import factories

pytestmark = pytest.mark.both_databases

IN_2007 = datetime.date(2007, 10, 8)
PERIODS: dict[str, tuple[dict[str, object], list[str]]] = {
    "nothing is known": ({}, []),
    "from the first day of a decade to its last": ({"start_year": 1990, "end_year": 1999}, ["1990s"]),
    "over three decades": ({"start_year": 1989, "end_year": 2000}, ["1980s", "1990s", "2000s"]),
    "only the first year": ({"start_year": 1998}, ["1990s"]),
    "only the last year": ({"end_year": 2003}, ["2000s"]),
    "ended some time": ({"start_year": 1998, "status": "ended"}, ["1990s"]),
    "in force when it was reported": (
        {"start_year": 1984, "status": "in-force"},
        ["1980s", "1990s", "2000s", "ongoing"],
    ),
    "in force, reported on no day": (
        {"start_year": 1984, "status": "in-force", "reported_on": None},
        ["1980s", "ongoing"],
    ),
    "in force from a later year": ({"start_year": 2010, "status": "in-force"}, ["2010s", "ongoing"]),
    "in force until a year": (
        {"start_year": 1998, "end_year": 2012, "status": "in-force"},
        ["1990s", "2000s", "2010s"],
    ),
    "in force, since when nobody knows": ({"status": "in-force"}, []),
    "the first and the last year that there may be": ({"start_year": 1800, "end_year": 2200}, []),
}


@pytest.mark.usefixtures("vocabulary")
def test_the_decades_of_its_years_and_whether_it_goes_on(subtests: pytest.Subtests) -> None:
    made = {name: factories.practice(**{"reported_on": IN_2007, **fields}) for name, (fields, _) in PERIODS.items()}
    values = values_of([practice.pk for practice in made.values()], snapshot().vocabularies)
    choices = sorted(value for value, _label in BY_NAME["period"].fixed_choices)
    by_sql = {value: filtered("period", value) for value in choices}
    for name, (_fields, wanted) in PERIODS.items():
        with subtests.test(name):
            found = values[made[name].pk]["period"]
            assert found == (wanted or found)
            assert found == [value for value in choices if made[name] in by_sql[value]]
    assert len(found) == 41 and found[0] == "1800s" and found[-1] == "2200s"


def filtered(facet: str, value: str) -> list[Practice]:
    return list(PracticeFilter({facet: [value]}, Practice.objects.published(), snapshot().vocabularies).qs)


@pytest.mark.usefixtures("vocabulary")
def test_whether_it_reports_results_in_english() -> None:
    with_results = factories.practice(results_en="Fees went down.")
    factories.practice(results_en="", results_fr="Les frais ont baissé.")
    assert filtered("results", "yes") == [with_results]
    assert filtered("results", "-yes") == list(Practice.objects.exclude(pk=with_results.pk))
    values = values_of(Practice.objects.values_list("pk", flat=True), snapshot().vocabularies)
    assert {pk for pk, row in values.items() if row["results"] == ["yes"]} == {with_results.pk}


def test_a_country_counts_in_its_role_alone(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, philippines = vocabulary.countries
    made = factories.practice(countries=[(morocco, "origin"), (egypt, "destination"), (philippines, "transit")])
    values = values_of([made.pk], snapshot().vocabularies)[made.pk]
    assert (values["origin"], values["destination"], values["country"]) == (["MA"], ["EG"], ["EG", "MA", "PH"])
    assert filtered("origin", "MA") == filtered("destination", "EG") == filtered("country", "PH") == [made]
    assert filtered("origin", "EG") == filtered("destination", "MA") == filtered("origin", "PH") == []


def test_labels_are_in_the_readers_language(vocabulary: factories.Vocabulary) -> None:
    vocabularies = snapshot().vocabularies
    assert BY_NAME["period"].label_of("2000s", vocabularies) == "2000 to 2009"
    assert BY_NAME["period"].label_of("ongoing", vocabularies) == "Ongoing"
    assert BY_NAME["results"].label_of("yes", vocabularies) == "Yes"
