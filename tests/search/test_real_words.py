"""A real word that the catalogue lacks is never taken for another of its language; cognates bridge languages."""

from __future__ import annotations

import pytest

from practices import search
from practices.search import BEST, Query, Results, parse
from practices.text import lexicon


def ask(text: str) -> Results:
    return search.snapshot().find(Query(parse(f"{text} "), sort=BEST, limit=100))


def corrections(text: str) -> list[tuple[str, str]]:
    return [(one.typed, one.used) for one in ask(text).corrections]


@pytest.mark.parametrize(
    ("languages", "words"),
    [
        ("en", "sanctuary bakery bakeries plumber plumbers divorce hairdressers remittance remittances studies"),
        ("fr", "grenouille grenouilles travailleurs travailleuses hôpitaux boulangère plombiers préfectures"),
        ("es", "pescador pescadores sanciones trabajadoras remesas países peluquería contratación"),
    ],
)
def test_words_in_any_form_are_known(languages: str, words: str) -> None:
    from practices.search import analysis

    for word in words.split():
        assert languages in lexicon.languages(analysis.words(word)[0]), word


@pytest.mark.parametrize(
    "word",
    "recieve goverment recruitement remitances accomodation seperate enviroment imigration profesionnelle agreemnt "
    "emplyment developement traficking travailers remesaas trabajadorres protecion zzzz aaaa".split(),
)
def test_misspelt_words_are_not(word: str) -> None:
    assert not lexicon.languages(word)


@pytest.mark.parametrize(
    ("real", "near"),
    [
        ("sanctuary", "sanctuarity"),
        ("bakery", "baker's bakers"),
        ("plumber", "plumbed number"),
        ("divorce", "divorced diverse"),
        ("grenouille", "grenouiller"),
        ("pescador", "pescadora"),
        ("wager", "wages"),
        ("casado", "cascade"),
        ("sopa", "soap"),
        ("hairdresser", "hairdressed"),
    ],
)
def test_a_real_word_stays(practice, real: str, near: str) -> None:
    practice(f"About {near}")
    results = ask(real)
    assert results.corrections == ()


@pytest.mark.parametrize(
    ("typed", "cognate"),
    [
        ("sanciones", "sanctions"),
        ("migración", "migration"),
        ("migration", "migracion"),
        ("protección", "protection"),
        ("recrutement", "recruitment"),
        ("agence", "agency"),
        ("contrato", "contract"),
    ],
)
def test_cognates_bridge_languages_and_it_is_told(practice, typed: str, cognate: str) -> None:
    wanted = practice(f"About {cognate}").pk
    practice("Other")
    results = ask(typed)
    assert results.ids == [wanted]
    assert all(one == (typed, cognate) for one in corrections(typed))


@pytest.mark.parametrize(
    ("typed", "meant"), [("goverment", "government"), ("accomodation", "accommodation"), ("recieve", "receive")]
)
def test_misspelt_words_are_corrected(practice, typed: str, meant: str) -> None:
    practice(f"About {meant}")
    assert corrections(typed) == [(typed, meant)]


def test_a_misspelt_word_is_not_taken_for_a_known_stem(practice) -> None:
    practice("They remit money")
    wanted = practice("Remittances").pk
    results = ask("remitances")
    assert (results.ids, corrections("remitances")) == ([wanted], [("remitances", "remittances")])


@pytest.mark.parametrize("form", ["remitted", "remitting", "remits", "Remittance"])
def test_forms_of_a_known_word_are_no_errors(practice, form: str) -> None:
    practice("They remit money, and live on remittances")
    assert corrections(form) == []
