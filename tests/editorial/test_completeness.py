"""How complete a practice is: what each check asks for, and that list and form agree."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from practices.admin.form_page import place_of
from practices.editorial import completeness, history
from practices.editorial.completeness import CHECKS
from practices.models import Figure, Involvement, Organisation, Practice, Requirement
from tests import factories
from tests.admin.forms import CHANGE, LIST
from tests.factories import Vocabulary

SECTIONS = ("problem", "done", "results", "lessons")


@pytest.fixture
def full(vocabulary: Vocabulary) -> Practice:
    """A draft that lacks nothing."""
    texts = {f"{name}_{code}": name for name in ("title", "summary", *SECTIONS) for code in ("en", "fr", "es")}
    made = factories.draft(
        **texts,
        level="bilateral",
        status="in-force",
        start_year=2005,
        review_due=datetime.date(2030, 1, 1),
        verified_on=datetime.date(2026, 1, 1),
        verified_by="A curator",
        countries=[(vocabulary.countries[0], "origin"), (vocabulary.countries[1], "destination")],
        policy_areas=[vocabulary.areas[0]],
        migration_phases=[vocabulary.phases[0]],
        stakeholder_types=[vocabulary.stakeholders[0]],
    )
    bank = Organisation.objects.create(slug="bank", name_en="Bank")
    Involvement.objects.create(practice=made, organisation=bank)
    Requirement.objects.create(practice=made, kind="budget", text_en="A fund.")
    Figure.objects.create(practice=made, value=3, label_en="banks", citation=made.citations.get())
    return made


def only_regions(practice: Practice) -> None:
    """Leave nobody who does it."""
    practice.participations.all().delete()
    practice.involvements.all().delete()
    practice.stakeholder_types.clear()


# How to take away what a check asks for, and what else goes with it.
TAKE_AWAY: dict[str, tuple[Callable[[Practice], object], set[str]]] = {
    "summary": (lambda p: setattr(p, "summary_en", ""), set()),
    "evidence_basis": (lambda p: setattr(p, "evidence_basis", ""), set()),
    "instrument": (lambda p: setattr(p, "instrument", ""), set()),
    "level": (lambda p: setattr(p, "level", ""), set()),
    "citation": (lambda p: (p.figures.all().delete(), p.citations.all().delete()), {"figure"}),
    "policy_area": (lambda p: p.policy_areas.clear(), set()),
    "migration_phase": (lambda p: p.migration_phases.clear(), set()),
    "doer": (only_regions, {"country", "both_countries", "organisation", "stakeholder_type"}),
    "cited_figures": (lambda p: p.figures.update(citation=None), {"figure"}),
    "done": (lambda p: setattr(p, "done_en", ""), set()),
    "problem": (lambda p: setattr(p, "problem_en", ""), set()),
    "results": (lambda p: setattr(p, "results_en", ""), set()),
    "lessons": (lambda p: setattr(p, "lessons_en", ""), set()),
    "requirements": (lambda p: p.requirements.all().delete(), set()),
    "figure": (lambda p: p.figures.all().delete(), set()),
    "country": (lambda p: p.participations.all().delete(), {"both_countries"}),
    "both_countries": (lambda p: p.participations.filter(role="origin").delete(), set()),
    "organisation": (lambda p: p.involvements.all().delete(), set()),
    "stakeholder_type": (lambda p: p.stakeholder_types.clear(), set()),
    "status": (lambda p: setattr(p, "status", "unknown"), set()),
    "year": (lambda p: setattr(p, "start_year", None), set()),
    "reported_on": (lambda p: setattr(p, "reported_on", None), set()),
    "review_due": (lambda p: setattr(p, "review_due", None), set()),
    "verified_on": (lambda p: (setattr(p, "verified_on", None), setattr(p, "verified_by", "")), set()),
    "title_fr": (lambda p: setattr(p, "title_fr", None), set()),
    "summary_fr": (lambda p: setattr(p, "summary_fr", ""), set()),
    "text_fr": (lambda p: setattr(p, "results_fr", ""), set()),
    "title_es": (lambda p: setattr(p, "title_es", ""), set()),
    "summary_es": (lambda p: setattr(p, "summary_es", None), set()),
    "text_es": (lambda p: setattr(p, "lessons_es", None), set()),
}


# What is asked only of what has a certain kind or level.
NOT_ASKED = {
    "evidence_basis": {"results", "figure", "country", "both_countries", "organisation", "status", "year"},
    "level": {"country", "both_countries"},
}


def missing(practice: Practice) -> set[str]:
    return {check.name for check in completeness.of(practice).missing}


def in_list(practice: Practice) -> int:
    found: Any = completeness.with_percentage(Practice.objects.filter(pk=practice.pk)).get()
    return int(found.completeness)


def test_what_lacks_nothing_is_complete(full: Practice) -> None:
    assert (missing(full), completeness.of(full).percentage, in_list(full)) == (set(), 100, 100)


def test_each_check_can_fail() -> None:
    """Guards the test below."""
    assert set(TAKE_AWAY) == {check.name for check in CHECKS}


@pytest.mark.both_databases
@pytest.mark.parametrize("name", TAKE_AWAY)
def test_what_is_taken_away_is_missing_and_counts_in_the_list_as_in_the_form(full: Practice, name: str) -> None:
    take_away, also = TAKE_AWAY[name]
    take_away(full)
    full.save()
    found = completeness.of(full)
    assert missing(full) == {name} | also
    lost = sum(check.weight for check in found.missing)
    asked = [check for check in CHECKS if check.name not in NOT_ASKED.get(name, ())]
    possible = sum(check.weight for check in asked) - (0 if full.figures.exists() else 5)
    assert found.percentage == in_list(full) == 100 * (possible - lost) // possible < 100


@pytest.mark.usefixtures("vocabulary")
def test_an_empty_draft_is_hardly_anything() -> None:
    bare = Practice.objects.create(title_en="Bare", slug="bare")
    found = completeness.of(bare)
    assert (found.percentage, in_list(bare)) == (0, 0)
    assert [check.is_required for check in found.missing] == sorted(
        (c.is_required for c in found.missing), reverse=True
    )
    weights = [check.weight for check in found.better]
    assert weights == sorted(weights, reverse=True)


def test_an_approach_is_not_asked_for_what_nobody_did(full: Practice) -> None:
    nobody_did = ("results", "figure", "year", "status", "organisation", "country", "both_countries")
    for name in nobody_did:
        TAKE_AWAY[name][0](full)
    full.evidence_basis = "approach"
    full.save()
    assert (missing(full), completeness.of(full).percentage, in_list(full)) == (set(), 100, 100)


def test_what_concerns_no_country_is_not_asked_for_one(full: Practice, vocabulary: Vocabulary) -> None:
    full.participations.all().delete()
    full.regions.add(vocabulary.regions[0])
    for level, lacks in (("global", set()), ("regional", set()), ("national", {"country"})):
        full.level = level
        full.save()
        assert missing(full) == lacks, level


@pytest.mark.both_databases
def test_one_query_tells_what_is_missing(full: Practice, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        completeness.of(full)
    with django_assert_num_queries(1):
        completeness.missing_for_publication(full)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"title_fr": "T", "summary_fr": "S"}, True),  # there is no text to translate
        ({"title_fr": "T", "summary_fr": ""}, False),
        ({"title_fr": "T", "summary_fr": "S", "done_en": "Done"}, False),
        ({"title_fr": "T", "summary_fr": "S", "done_en": "Done", "done_fr": "Fait"}, True),
        ({"title_fr": "T", "summary_fr": "S", "done_fr": "Fait", "lessons_en": "Lessons"}, False),
        ({}, False),
    ],
)
@pytest.mark.usefixtures("vocabulary")
def test_a_practice_is_translated_or_it_is_not(texts: dict[str, str], expected: bool) -> None:
    practice = factories.draft(**texts)
    condition = Practice.is_written_in("fr")
    assert list(Practice.objects.filter(condition)) == [practice] * expected
    assert list(Practice.objects.filter(~condition)) == [practice] * (not expected)


# In the admin ------------------------------------------------------------------------------------


def test_every_check_leads_to_a_place_in_the_form(curator: Client, vocabulary: Vocabulary) -> None:
    address = reverse(CHANGE, args=[factories.draft().pk])
    pages = {code: curator.get(f"{address}?text={code}").content.decode() for code in ("en", "fr", "es")}
    request = RequestFactory().get(address)
    for written, check in itertools.product(pages, CHECKS):
        query, _hash, anchor = place_of(check, request, written).partition("#")
        language = {"": written, "?": "en"}.get(query) or query.removeprefix("?text=")
        assert f'id="{anchor}"' in pages[language], check.name


def test_the_form_says_what_is_missing_with_links(curator: Client, full: Practice) -> None:
    full.policy_areas.clear()
    full.summary_fr = ""
    full.save()
    page = curator.get(reverse(CHANGE, args=[full.pk])).content.decode()
    percentage = completeness.of(full).percentage
    assert f"{percentage}% complete" in page
    assert f'<meter min="0" max="100" value="{percentage}"' in page
    assert '<a href="#id_policy_areas">Policy area</a>' in page
    assert '<a href="?text=fr#id_summary_fr">Summary in French</a>' in page


@pytest.mark.usefixtures("vocabulary")
def test_who_may_not_change_it_reads_what_is_missing_without_links() -> None:
    practice = factories.practice()
    history.record(practice)
    page = factories.signed_in(factories.person("amina", "Contributor")).get(reverse(CHANGE, args=[practice.pk]))
    assert "<li>Results</li>" in page.content.decode()
    assert 'href="#id_results_en"' not in page.content.decode()


@pytest.mark.both_databases
def test_the_list_is_filtered_in_bands_that_hold_each_practice_once(curator: Client, full: Practice) -> None:
    for name in ("lessons", "done", "citation"):
        factories.draft()
        TAKE_AWAY[name][0](full)
    Practice.objects.create(title_en="Bare", slug="bare")
    everything = set(Practice.objects.values_list("pk", flat=True))
    found: list[int] = []
    for band in ("0-24", "25-49", "50-74", "75-99", "100"):
        listed = curator.get(reverse(LIST), {"completeness": band}).context["cl"].result_list
        low, _dash, high = band.partition("-")
        assert all(int(low) <= row.completeness <= int(high or low) for row in listed)
        found += [row.pk for row in listed]
    assert sorted(found) == sorted(everything)


@pytest.mark.parametrize("value", ["much", "-1", "9" * 400, "0-24' OR 1=1"])
def test_an_unknown_band_filters_nothing(curator: Client, full: Practice, value: str) -> None:
    response = curator.get(reverse(LIST), {"completeness": value})
    assert (response.status_code, response.context["cl"].result_count) == (200, 1)


@pytest.mark.both_databases
def test_the_list_is_ordered_by_completeness(curator: Client, full: Practice) -> None:
    bare = Practice.objects.create(title_en="Bare", slug="bare")
    columns = curator.get(reverse(LIST)).context["cl"].list_display
    for order, expected in (("", [bare.pk, full.pk]), ("-", [full.pk, bare.pk])):
        response = curator.get(reverse(LIST), {"o": f"{order}{columns.index('complete')}"})
        assert [row.pk for row in response.context["cl"].result_list] == expected
        assert "100%" in response.content.decode()
