"""On the real catalogue, what policymakers type finds the right practice among the first three."""

from __future__ import annotations

import pytest

from practices import search
from practices.search import Query

EXPECTED = [
    # by what it does
    ("sending money home by text message", 6),
    ("lower fees for remittances", 5),
    ("agreement to cut transfer costs central bank", 7),
    ("committee of ministries for foreign workers", 1),
    ("provinces choose immigrants", 3),
    ("accrediting foreign employment agencies", 22),
    ("language training before departure", 24),
    ("self-regulation of recruiters", 21),
    ("matching funds for community projects", 41),
    ("questions in censuses about remittances", 45),
    ("points system", 47),
    ("standard contracts", 53),
    ("licensing recruitment agencies", 51),
    ("labour attaches", 52),
    ("skills of the diaspora for Africa", 17),
    # by place
    ("Bamako", 9),
    ("Mali", 9),
    ("Korea", 1),
    ("seasonal workers in Italy", 8),
    ("Senegal", 12),
    ("Maroc", 23),
    ("Côte d'Ivoire Morocco agreements", 13),
    ("Ecuador migrants secretariat", 18),
    # by institution and acronym
    ("ANAPEC", 23),
    ("SENAMI", 18),
    ("MIDA", 17),
    ("BWI", 20),
    ("GMG data", 11),
    ("OSCE", 31),
    ("Caixa Española", 7),
    ("SMS", 6),
    ("GATS", 35),
    ("Colombo Process", 14),
    ("trade unions Kenya", 19),
    # spelled the American way
    ("labor attaches", 52),
    ("standardized contracts", 53),
]


@pytest.mark.usefixtures("catalogue")
def test_the_right_practice_is_among_the_first_three() -> None:
    misses = []
    snapshot = search.snapshot()
    for text, wanted in EXPECTED:
        ids = snapshot.find(Query(search.parse(text), sort=search.BEST, limit=3)).ids
        if wanted not in ids:
            misses.append((text, wanted, ids))
    assert not misses


def found(text: str, language: str = "en") -> set[int]:
    return set(search.snapshot().find(Query(search.parse(text), sort=search.BEST, limit=100)).ids)


def test_stems_accents_and_case_do_not_matter(practice) -> None:
    wanted = practice("Émigrés' remittances and licensing", summary_en="Workers were trained in Nairobi.").pk
    for text in ["remittance", "REMITTANCES", "emigre", "Émigré", "license", "training worker", "naïrobi"]:
        assert wanted in found(text), text


def test_phrases_hold_together(practice) -> None:
    together = practice("A text message service").pk
    apart = practice("A message about the text").pk
    assert found('"text message"') == {together}
    assert found("text message") == {together, apart}


def test_a_beginning_finds_words_while_typing(practice) -> None:
    wanted = practice("Accreditation of agencies").pk
    assert found("accredi") == {wanted}
    assert found("agencies accredi") == {wanted}
    assert found('"accredi"') == set()


def test_title_counts_above_summary_above_sections(practice) -> None:
    in_body = practice("One", done_en="Seafarers.").pk
    in_summary = practice("Two", summary_en="About seafarers here.").pk
    in_title = practice("Seafarers three").pk
    ids = search.snapshot().find(Query(search.parse("seafarers"), sort=search.BEST)).ids
    assert ids == [in_title, in_summary, in_body]


def test_names_of_terms_in_any_language_are_found(practice, vocabulary) -> None:
    wanted = practice(countries=[(vocabulary.countries[1], "origin")]).pk
    for text in ["Egypt", "Égypte", "egypte", "Egipto", "EGYPT", "Northern Africa", "Afrique"]:
        assert wanted in found(text), text


def test_some_of_the_words_must_do_where_none_has_all(practice) -> None:
    wanted = practice("Remittances by text message").pk
    practice("Another thing")
    query = Query(search.parse("remittances message zebra"))
    results = search.snapshot().find(query)
    assert (results.ids, results.relaxed) == ([wanted], True)
    results = search.snapshot().find(Query(search.parse("remittances zebra quagga")))
    assert (results.ids, results.relaxed) == ([wanted], True)
    assert search.snapshot().find(Query(search.parse("zebra quagga"))).total == 0


def test_drafts_are_not_found(practice) -> None:
    from tests import factories

    factories.draft("Secret plan")
    assert found("secret plan") == set()


@pytest.mark.parametrize("text", ["", "   ", '"', '""', "***", "the of", "-", "AND OR NOT", "country:MA", "(", "\\"])
def test_any_text_is_a_valid_question(practice, text: str) -> None:
    practice("Something")
    assert search.snapshot().find(Query(search.parse(text))).total in {0, 1}


def test_function_words_are_left_out_unless_nothing_else_is_there() -> None:
    def words(text: str) -> list[str]:
        return [clause.parts[0].text for clause in search.parse(text)]

    assert words("how do the states protect workers") == ["states", "protect", "workers"]
    assert words("the WHO and health") == ["who", "health"]
    assert words("who") == ["who"]


def test_one_practice_that_has_all_words_by_chance_does_not_hide_better_ones(practice) -> None:
    better = practice("Labour attachés protect workers", summary_en="Attachés protect.").pk
    by_chance = practice("Other", done_en="Workers there. Labour here. Embassies too. They protect, and attachés.").pk
    results = search.snapshot().find(Query(search.parse("labour attachés protect workers embassies"), sort=search.BEST))
    assert (results.ids, results.exact, results.relaxed) == ([better, by_chance], 1, True)
    fewer = search.snapshot().find(Query(search.parse("labour attachés embassies"), sort=search.BEST))
    assert (fewer.ids, fewer.exact, fewer.relaxed) == ([by_chance, better], 1, True)
