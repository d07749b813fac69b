"""What a practice scores: by how rare a word is, where it stands, beside which others, and in which names."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from practices import search
from practices.models import Organisation, Synonym
from practices.search import Query, parse, ranking
from tests import factories


def ranked(text: str) -> list[int]:
    return search.snapshot().find(Query(parse(f"{text} "), sort=search.BEST, limit=100)).ids


@pytest.fixture(params=["few practices", "many practices"], autouse=True)
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few practices are scored by all words at once; of many the best are looked at again."""
    if request.param == "many practices":
        monkeypatch.setattr(ranking, "_FEW", 0)


def others(practice, summaries: Iterable[str]) -> None:
    for summary in summaries:
        practice("Another one", summary_en=summary)


def test_a_word_that_every_text_has_is_not_rare_for_being_in_few_titles(practice) -> None:
    wanted = practice("One", summary_en="Migrants send remittances.").pk
    practice("Migrants abroad", summary_en="Migrants send letters.", done_en="They sent remittances, too.")
    practice("One", summary_en="Migrants send letters.", done_en="They sent remittances, too.")
    others(practice, ["Migrants go."] * 15)
    assert ranked("migrants remittances")[0] == wanted


@pytest.mark.parametrize("asked", ["central bank", "the central bank"])
def test_words_beside_each_other_count_more_than_words_apart(practice, asked: str) -> None:
    apart = [
        practice("One", summary_en="A bank helps migrants from many places, in an office in a central place.").pk
        for _ in range(2)
    ]
    near = practice("One", summary_en="A central bank helps migrants from many places, in an office of a place.").pk
    apart.append(practice("One", summary_en="A central office helps migrants from many places, and a bank too.").pk)
    others(practice, ["Something else."] * 15)
    found = ranked(asked)
    assert (found[0], set(found)) == (near, {near, *apart})


def test_a_name_counts_by_the_share_of_its_words_that_were_typed(practice) -> None:
    whole, longer = factories.rows(
        [
            Organisation(slug="union", name_en="Postal Union"),
            Organisation(slug="federation", name_en="Federation of the Postal Workers of the Northern Provinces"),
        ]
    )
    practices = {one.slug: practice("One", organisations=[one]).pk for one in (longer, whole)}
    others(practice, ["Something else."] * 15)
    assert ranked("postal") == [practices["union"], practices["federation"]]
    assert ranked("postal workers provinces federation")[0] == practices["federation"]


def test_a_name_with_a_hyphen_counts_whole_where_it_was_typed_as_one_word(practice) -> None:
    union = Organisation.objects.create(slug="union", name_en="Co-operative")
    wanted = practice("One", organisations=[union]).pk
    others(practice, ["Something of a cooperative."] * 3)
    assert ranked("co-operative")[0] == wanted


def test_what_was_typed_counts_more_than_what_means_the_same(practice) -> None:
    Synonym.objects.create(words="wages\nsalaries")
    others(practice, ["Something else."] * 15)
    salaries, wages = (practice("One", summary_en=f"They paid {word}.").pk for word in ("salaries", "wages"))
    assert ranked("wages") == [wages, salaries]
    assert ranked("salaries") == [salaries, wages]


def test_a_text_that_says_it_as_well_counts_more_than_a_name_alone(practice, vocabulary) -> None:
    tagged = [practice("One", policy_areas=[vocabulary.areas[0]]).pk for _ in range(3)]
    both = practice("One", summary_en="All about remittances.", policy_areas=[vocabulary.areas[0]]).pk
    others(practice, ["Something else."] * 15)
    assert ranked("remittances") == [both, *sorted(tagged)]
