"""'More like this': practices that share what is rare, each with the reasons; never the practice itself or a draft."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from practices import search
from practices.discovery.detail import RELATED, Detail
from practices.models import MigrationPhase, Organisation, PolicyArea, Practice
from tests import factories


def related(practice: Practice) -> dict[str, tuple[list[str], list[str]]]:
    """For each title of a related practice the reasons: values in common, and words."""
    found = Detail(Practice.objects.get(pk=practice.pk), search.snapshot()).related
    assert practice.pk not in {one.practice.pk for one in found}
    return {
        one.practice.title_en: ([term.label for fact in one.reasons for term in fact.terms], one.words) for one in found
    }


@pytest.fixture
def other(practice, vocabulary: factories.Vocabulary) -> factories.Vocabulary:
    """A dozen practices that have nothing special."""
    planning = vocabulary.phases[0]
    for i in range(12):
        practice(f"Nothing special {i}", summary_en=f"Number{i}.", migration_phases=[planning])
    return vocabulary


def test_reasons_are_what_both_have(practice, other: factories.Vocabulary) -> None:
    morocco, egypt, _philippines = other.countries
    bank = Organisation.objects.create(slug="bank", name_en="Central Bank")
    area = PolicyArea.objects.create(slug="fees", name_en="Fees", order=1)
    own = {"summary_en": "None.", "migration_phases": [other.phases[1]], "policy_areas": [other.areas[0]]}
    one = practice("One", countries=[(morocco, "origin"), (egypt, "origin")], organisations=[bank], policy_areas=[area])
    practice("Same country", countries=[(morocco, "destination")], **own)
    practice("Same bank", organisations=[bank], **own)
    practice("Same bank and area", organisations=[bank], **own | {"policy_areas": [area]})
    found = related(one)
    assert found["Same country"] == (["Morocco"], [])
    assert found["Same bank"] == (["Central Bank"], [])
    assert found["Same bank and area"] == (["Central Bank", "Fees"], [])
    assert next(iter(found)) == "Same bank and area", "who shares most comes first"


def test_words_that_stand_in_both_are_a_reason(practice, other: factories.Vocabulary) -> None:
    one = practice("Seafarers' contracts", summary_en="Contracts of seafarers.", policy_areas=[other.areas[0]])
    practice("Ships", done_en="A contract for each seafarer.", policy_areas=[other.areas[1]])
    found = related(one)
    assert sorted(found["Ships"][1]) == ["Seafarers", "contracts"]


def test_rare_things_count_for_more_than_frequent_ones(practice, other: factories.Vocabulary) -> None:
    rare = PolicyArea.objects.create(slug="rare", name_en="Rare", order=1)
    frequent = PolicyArea.objects.get(slug="other")  # which all others have
    one = practice("One", policy_areas=[rare, frequent])
    practice("Two", policy_areas=[rare])
    assert next(iter(related(one))) == "Two"


def test_what_all_have_is_no_reason_to_be_first_and_there_are_few(practice, other: factories.Vocabulary) -> None:
    one = practice("One", countries=[(other.countries[0], "origin")])
    for i in range(6):
        practice(f"Country {i}", countries=[(other.countries[0], "origin")])
    found = related(one)
    assert len(found) == RELATED
    assert all(title.startswith("Country") for title in found)


def test_drafts_and_withdrawn_practices_are_never_shown(client: Client, vocabulary) -> None:
    morocco = vocabulary.countries[0]
    one = factories.practice("Seafarers one", countries=[(morocco, "origin")])
    withdrawn = factories.practice("Seafarers two", countries=[(morocco, "origin")])
    factories.draft("Seafarers three", countries=[(morocco, "origin")])
    assert list(related(one)) == ["Seafarers two"]
    factories.withdraw(withdrawn, "Old.")
    assert related(one) == {}
    assert 'id="related"' not in client.get(one.get_absolute_url()).content.decode()


def test_the_only_practice_has_none_like_it(practice) -> None:
    assert related(practice("Alone")) == {}


def test_a_shared_phase_is_told_last(practice, other: factories.Vocabulary) -> None:
    phase = MigrationPhase.objects.create(slug="rare", name_en="Rare phase", order=9)
    one = practice("One", migration_phases=[phase], countries=[(other.countries[0], "origin")])
    practice("Two", migration_phases=[phase], countries=[(other.countries[0], "origin")])
    assert related(one)["Two"][0] == ["Morocco", "Other"]


def test_the_page_shows_reasons_in_the_readers_language(client: Client, practice, other) -> None:
    one = practice("Seafarers' contracts", countries=[(other.countries[0], "origin")])
    practice("Ships & seafarers", title_fr="Navires", countries=[(other.countries[0], "origin")])
    page = client.get(one.get_absolute_url()).content.decode()
    (shown,) = re.findall(r'<section id="related">(.*?)</section>', page, re.DOTALL)
    assert "Ships &amp; seafarers</a>" in shown
    assert "Country: Morocco" in shown
    assert "Both mention:" in shown and "Seafarers" in shown
    page = client.get(f"/fr{one.get_absolute_url()}").content.decode()
    (shown,) = re.findall(r'<section id="related">(.*?)</section>', page, re.DOTALL)
    assert "Navires</a>" in shown
    assert "Maroc" in shown
