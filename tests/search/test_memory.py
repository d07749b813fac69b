"""What is remembered of words is right after every change, and asks only the practices that have changed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from pyroaring import BitMap

from practices.models import Practice
from practices.search import follow, query, store
from practices.search.engine import Index
from practices.search.memory import Memory
from practices.taxonomy import vocabularies
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

WORDS = ("fees", "training", "loans", '"safe loans"', "nowhere")


def parts() -> list[Any]:
    return [query.parse(word)[0].parts[0] for word in WORDS]


def known() -> list[BitMap]:
    """What the index says of each word, from its memory if it has one."""
    reader = follow.reader()
    index = Index(reader, vocabularies.at(reader.state.version))
    return [index.having(part) for part in parts()]


def anew() -> list[BitMap]:
    """The same from an index that remembers nothing."""
    follow.forget()
    return known()


def asked(monkeypatch: pytest.MonkeyPatch) -> list[BitMap | None]:
    """Note among which practices words are looked for."""
    noted: list[BitMap | None] = []
    find = Index._find

    def noting(index: Index, part: Any, among: BitMap | None) -> BitMap:
        noted.append(among)
        return find(index, part, among)

    monkeypatch.setattr(Index, "_find", noting)
    return noted


@pytest.fixture
def three(vocabulary: factories.Vocabulary) -> list[Practice]:
    return [factories.practice(title) for title in ("Fees", "Training and fees", "Safe loans")]


def test_only_what_has_changed_is_asked_again(three: list[Practice], monkeypatch: pytest.MonkeyPatch) -> None:
    known()
    noted = asked(monkeypatch)
    known()
    assert noted == []
    three[0].title_en = "Loans"
    three[0].save()
    known()
    assert noted == [BitMap([three[0].pk])] * len(WORDS)


def test_it_is_right_after_every_kind_of_change(three: list[Practice]) -> None:
    known()
    seen = []
    for change in (
        lambda: factories.practice("More fees for safe loans"),
        lambda: Practice.objects.filter(pk=three[1].pk).first().delete(),
        lambda: rename(three[0], "Safe loans"),
        lambda: rename(three[2], "Nowhere"),
        lambda: factories.withdraw(three[0]),
    ):
        change()
        seen.append(known())
        assert known() == seen[-1]
    assert anew() == seen[-1]
    for before, after in pairwise(seen):
        assert before != after, "each change must make a difference"


def test_a_word_that_nobody_asked_for_meanwhile_is_right_too(three: list[Practice]) -> None:
    known()
    rename(three[0], "Training")
    follow.reader()  # nobody asks for a word in this state
    rename(three[1], "Loans")
    found = known()
    assert found == anew()


def test_it_begins_anew_after_a_long_way(three: list[Practice], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_MOST_IN_A_STEP", 1)
    known()
    noted = asked(monkeypatch)
    rename(three[0], "Training")
    rename(three[1], "Loans")  # two practices in one step, since nobody looked between
    known()
    assert noted == [None] * len(WORDS)


def test_it_is_bounded() -> None:
    memory = Memory()
    for number in range(2_000):
        memory.having(query.Word(f"word{number}"), lambda among: BitMap())
    assert len(memory._having) <= 500
    assert len(memory.after(BitMap([1]))._before) <= 500


def rename(practice: Practice, title: str) -> None:
    practice.title_en = title
    practice.save()
