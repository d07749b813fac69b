"""Practices side by side: by which rule they are the same or differ, which one stands apart, and what is said of it."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from practices import search
from practices.discovery.compared import DIFFERS, PARTLY, SAME, Cell, Row, Value
from practices.discovery.comparison import Comparison
from practices.models import Country, Practice, Requirement
from practices.taxonomy.facets import SEARCHED
from tests import factories


def row(*told: str) -> Row:
    """Make a row of cells with one letter for each value; a capital is the same thing told in other words."""
    cells = [Cell(Practice(), tuple(Value(letter.lower(), letter) for letter in letters)) for letters in told]
    return Row.of("name", "Label", cells)


@pytest.mark.parametrize(
    ("told", "difference"),
    [
        (["a", "a"], SAME),
        (["ab", "ba"], SAME),
        (["", "", ""], SAME),
        (["a", "b"], DIFFERS),
        (["a", "", "b"], DIFFERS),
        (["", "", "a"], DIFFERS),  # silence is nothing in common
        (["ab", "bc"], PARTLY),
        (["a", "a", "b"], PARTLY),
        (["a", "A"], PARTLY),
    ],
)
def test_rows_differ_by_rule(told: list[str], difference: str) -> None:
    assert row(*told).difference == difference


@pytest.mark.parametrize(
    ("told", "apart"),
    [
        (["a", "b"], None),  # of two, neither
        (["a", "a", "b"], 2),
        (["ab", "ab", "b"], 2),
        (["b", "a", "a", "a"], 0),
        (["ab", "bc", "d"], 2),  # the others have something in common
        (["a", "a", "ab"], 2),  # it alone says more
        (["ab", "bc", "ca"], None),
        (["a", "b", "c"], None),
        (["a", "a", "b", "c"], None),
        (["a", "a", ""], None),  # silence does not stand apart
        (["", "", "a"], None),
        (["a", "", "a", "b"], 3),
        (["a", "a", "A"], 2),
    ],
)
def test_one_stands_apart_by_rule(told: list[str], apart: int | None) -> None:
    marked = [place for place, cell in enumerate(row(*told).cells) if cell.stands_apart]
    assert marked == ([] if apart is None else [apart])


def compared(*practices: Practice) -> Comparison:
    found = Practice.objects.with_page_relations().in_order([one.pk for one in practices])
    return Comparison.of(found, search.snapshot())


@pytest.fixture
def three(vocabulary: factories.Vocabulary) -> list[Practice]:
    """Two of Morocco and one of Egypt, which say different things of nearly all."""
    morocco, egypt, _philippines = vocabulary.countries
    _planning, recruitment, employment = vocabulary.phases
    first = factories.practice(
        "Fees", countries=[(morocco, "origin")], migration_phases=[recruitment, employment],
        policy_areas=vocabulary.areas[:1], instrument="law-or-regulation", done_en="It licenses agencies.",
        results_en="Fees fell.",
    )  # fmt: skip
    second = factories.practice(
        "A code", countries=[(morocco, "origin")], migration_phases=[recruitment, employment],
        policy_areas=vocabulary.areas[:1], instrument="code-or-standard", done_en="They signed a code.",
    )  # fmt: skip
    third = factories.practice(
        "Talks", countries=[(egypt, "origin")], migration_phases=[employment], policy_areas=vocabulary.areas[1:2],
        instrument="dialogue-or-network", done_en="It talks to banks.",
    )  # fmt: skip
    for one, kind in ((first, "legal-basis"), (second, "partner"), (third, "partner")):
        Requirement.objects.create(practice=one, kind=kind, text_en=f"Something of {one}.")
    return [first, second, third]


def test_everything_that_the_catalogue_knows_of_practices_is_compared(three: list[Practice]) -> None:
    names = {one.name for one in compared(*three).rows}
    assert {*Practice.SECTIONS, *(facet.name for facet in SEARCHED if not facet.is_derived)} <= names


def test_what_is_the_same_and_what_is_not(three: list[Practice]) -> None:
    found = compared(*three)
    same = {one.label: one.cells[0].text for one in found.same}
    assert same["Kind of entry"] == "Named practice"
    assert (same["Level"], same["Reported"], same["Checked"]) == ("National", "October 2007", "not yet")
    assert {"Figures", "When", "Status as reported"} <= {one.label for one in found.silent}
    differing = {one.name: (one.difference, [cell.stands_apart for cell in one.cells]) for one in found.differing}
    assert differing["country"] == (PARTLY, [False, False, True])
    assert differing["instrument"] == (DIFFERS, [False] * 3)
    assert differing["migration_phase"] == (PARTLY, [False, False, True])
    assert differing["done"] == (DIFFERS, [False] * 3)
    assert differing["results"] == (DIFFERS, [False] * 3)
    assert differing["requirements"] == (PARTLY, [True, False, False])
    assert not {one.name for one in found.differing} & {one.name for one in [*found.same, *found.silent]}
    cell = next(one for one in found.rows if one.name == "country").cells[0]
    assert cell.text == "Morocco (country of origin)"


def test_the_sentences_are_made_of_the_fields(three: list[Practice]) -> None:
    assert compared(*three).sentences == (
        "All three concern countries of origin: Morocco in two, Egypt in one. "
        "They use different instruments: law or regulation, code or standard, dialogue or network. "
        "They have a phase in common: Employment. No policy area is common to all three. One of three reports results."
    )


def test_they_say_less_where_the_fields_do(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, philippines = vocabulary.countries
    bare = [factories.practice(countries=[], instrument="unknown") for _number in range(2)]
    assert compared(*bare).sentences == ""
    there = factories.practice(countries=[(morocco, "origin"), (egypt, "destination")])
    assert compared(bare[0], there).sentences == "Country of origin: Morocco. Country of destination: Egypt."
    with override("en"):
        many = factories.practice(countries=[(one, "destination") for one in Country.objects.all()])
        others = [factories.practice(countries=[(one, "origin")]) for one in (morocco, philippines)]
        assert compared(*others).sentences == "Both concern countries of origin: Morocco, Philippines."
        assert compared(many, *others).sentences.startswith("Countries of origin: Morocco, Philippines. Countries of")


def test_what_two_lack_in_common_is_told_otherwise_than_what_not_all_share(three: list[Practice]) -> None:
    first, second, third = three
    assert "They have no policy area in common." in compared(first, third).sentences
    fourth = factories.practice("More talks", policy_areas=list(third.policy_areas.all()), instrument="unknown")
    assert "No policy area is common to all four." in compared(first, second, third, fourth).sentences


def test_an_approach_is_not_said_to_have_been_done(three: list[Practice]) -> None:
    first, second, third = three

    def heading(*practices: Practice) -> str:
        return next(one.label for one in compared(*practices).rows if one.name == "done")

    Practice.objects.filter(pk__in=[second.pk, third.pk]).update(evidence_basis="approach")
    assert heading(second, third) == "What it consists of"
    assert heading(first, third) == "What was done, or what it consists of"
    Practice.objects.update(evidence_basis="named-practice")
    assert heading(first, third) == "What was done"
