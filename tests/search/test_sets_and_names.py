"""The file of the sets holds what was put there or says that it is damaged; names know what words stand for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from practices import search
from practices.models import Organisation, PolicyArea
from practices.search import names
from practices.search.documents import Document
from practices.search.query import Phrase, Word
from practices.search.sets import EMPTY, Sets, load
from tests.drawing import examples

name = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
pks = st.sets(st.integers(1, 2**32 - 1), max_size=20).map(BitMap)
some_sets = st.builds(
    Sets,
    pks,
    st.dictionaries(name.filter(bool), st.dictionaries(name, pks, max_size=4), max_size=4),
    st.frozensets(name, max_size=6),
)


def content(sets: Sets) -> tuple[BitMap, dict[str, dict[str, BitMap]], frozenset[str]]:
    """All that sets hold; a facet without a value is as good as none."""
    return sets.everything, {facet: held for facet, held in sets._holders.items() if held}, sets.words


@examples(60)
@given(some_sets)
def test_what_was_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, sets: Sets) -> None:
    path = tmp_path_factory.getbasetemp() / "round.sets"
    sets.save(path)
    assert content(load(path)) == content(sets)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small file of sets."""
    path = tmp_path / "some.sets"
    Sets(BitMap([1, 2, 3]), {"country": {"MA": BitMap([1, 2]), "EG": BitMap([3])}}, frozenset({"fees"})).save(path)
    return path


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        load(tmp_path / "none.sets")


def test_a_file_cut_off_anywhere_says_so(file: Path) -> None:
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        with pytest.raises(ValueError):
            load(file)


def test_a_file_with_a_wrong_byte_anywhere_says_so(file: Path) -> None:
    whole = file.read_bytes()
    for i in range(len(whole)):
        file.write_bytes(whole[:i] + bytes([whole[i] ^ 1]) + whole[i + 1 :])
        with pytest.raises(ValueError):
            load(file)


def test_changes_take_away_and_add() -> None:
    def document(pk: int, text: str, **facets: list[str]) -> Document:
        return Document(pk, {"title_en": text}, facets, {}, {})

    one = EMPTY.with_changes(
        [], [document(1, "Lower fees", country=["MA"]), document(2, "Banks", country=["EG", "MA"])]
    )
    two = one.with_changes([2], [document(3, "The unions", country=["EG"]), document(2, "Banks", country=["PH"])])
    assert (one.holding("country", ["MA"]), two.holding("country", ["MA"])) == (BitMap([1, 2]), BitMap([1]))
    assert two.counts("country", BitMap([2, 3])) == {"EG": 1, "PH": 1}
    assert two.counts("country", two.everything) == {"EG": 1, "MA": 1, "PH": 1}
    assert two.values_of([2, 4], ["country"]) == {2: {"country": ["PH"]}, 4: {}}
    assert one.values_of([2], ["country"])[2] == {"country": ["EG", "MA"]}
    assert two.holding("country", ["MA", "PH", "XX"]) == BitMap([1, 2])
    assert two.holding("nothing", ["MA"]) == BitMap()
    assert {"lower", "fees", "banks", "unions"} == two.words  # not 'the'
    assert two.with_changes([1, 2, 3], []).everything == BitMap()


# Names --------------------------------------------------------------------------------------------


@pytest.fixture
def known(vocabulary) -> names.Names:
    """The names of the vocabulary, of an institution, and of a term that goes by others besides."""
    Organisation.objects.create(slug="bank", name_en="Bank of Morocco", acronym_en="BM")
    PolicyArea.objects.create(slug="fees", name_en="Fees", aliases_en="costs of migration\ncharges", order=9)
    return search.snapshot().names


def beginning(known: names.Names, text: str, facet: str) -> list[tuple[str, str]]:
    return [(found.value, found.text) for found in known.beginning_with(text.split(), facet)]


@pytest.mark.parametrize(
    ("typed", "facet", "wanted"),
    [
        ("mar", "country", [("MA", "Maroc"), ("MA", "Marruecos")]),
        ("moro", "country", [("MA", "Morocco")]),
        ("moro", "organisation", [("bank", "Bank of Morocco")]),
        ("ba mor", "organisation", [("bank", "Bank of Morocco")]),
        ("mor ba", "organisation", [("bank", "Bank of Morocco")]),
        ("bm", "organisation", [("bank", "BM")]),
        ("mig", "policy_area", [("fees", "costs of migration")]),
        ("ch", "policy_area", [("fees", "charges")]),
        ("re", "policy_area", [("remittances", "Remittances"), ("recruitment-regulation", "Recruitment regulation")]),
        ("egy", "country", [("EG", "Egypt"), ("EG", "Égypte")]),
        ("orocco", "country", []),
        ("morocco x", "country", []),
        ("", "country", []),
        ("mor", "nothing", []),
    ],
)
def test_names_with_words_that_begin_so(known: names.Names, typed: str, facet: str, wanted: list) -> None:
    assert sorted(beginning(known, typed, facet)) == sorted(wanted)


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        (Word("morocco"), {"MA", "bank"}),
        (Word("maroc"), {"MA"}),
        (Word("banks"), {"bank"}),
        (Word("fee"), {"fees"}),
        (Word("migration"), {"fees"}),
        (Word("regulated"), {"recruitment-regulation"}),
        (Word("quagga"), set()),
        (Phrase(("bank", "of", "morocco")), {"bank"}),
        (Phrase(("bank", "morocco")), set()),
        (Phrase(("morocco", "bank")), set()),
        (Phrase(("recruitment", "regulations")), {"recruitment-regulation"}),
        (Phrase(("northern", "africa")), {"northern-africa"}),
    ],
)
def test_what_a_word_or_phrase_means(known: names.Names, part: Word | Phrase, wanted: set[str]) -> None:
    # Phases are named alike: only what the fixture made.
    found = {found.value for found in known.meant_by(part)} - {"recruitment"}
    assert found == wanted
