"""English, French and Spanish are searched at once: in texts with the stems of their own language, and in names."""

from __future__ import annotations

import unicodedata

import pytest
from django.test import Client

from practices import search
from practices.models import Organisation, PolicyArea
from practices.search import Query, parse
from tests import factories


def found(text: str, language: str = "en") -> set[int]:
    results = search.snapshot().find(Query(parse(text), sort=search.BEST, language=language, limit=100))
    assert not results.corrections, text
    return set(results.ids)


@pytest.fixture
def translated(practice) -> int:
    """A practice in three languages, beside one in English."""
    practice("Something else", summary_en="It has none of the words.")
    return practice(
        "Remittances sent home",
        title_fr="Les travailleuses envoient des fonds",
        title_es="Las trabajadoras envían remesas",
        summary_en="Fees were cut.",
        summary_fr="Les coûts ont été réduits grâce aux négociations.",
        summary_es="Se redujeron las comisiones en los países andinos.",
        done_fr="Les guichets étaient installés dans les consulats généraux.",
        done_es="Los consulados abrieron ventanillas.",
    ).pk


IN_THREE_LANGUAGES = (
    # French endings
    *("travailleuse", "envoyer des fonds", "négociation", "guichet consulat général", "coût réduit"),
    # Spanish endings
    *("trabajadora", "remesa", "comisión", "país andino", "ventanilla del consulado"),
    # English endings
    *("remittance", "homes", "fee"),
    # of all three at once
    *("remittance négociation ventanilla", '"coûts ont été réduits"', '"ventanillas"'),
)


def test_a_question_in_any_language_finds_text_in_it(translated: int, subtests: pytest.Subtests) -> None:
    for text in IN_THREE_LANGUAGES:
        with subtests.test(text=text):
            assert [found(f"{text} ", reader) for reader in ("en", "fr", "es")] == [{translated}] * 3


WRITTEN = ["NEGOCIATIONS", "negociations", "Négociations", "nEgOcIaTiOnS", "envian", "PAISES", "cout"]


def test_neither_accents_nor_case_matter(translated: int, subtests: pytest.Subtests) -> None:
    for text in WRITTEN:
        with subtests.test(text=text):
            assert found(f"{text} ") == {translated}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_it_makes_no_difference_how_an_accent_is_written_down(client: Client, translated: int, form: str) -> None:
    """A Mac may send 'é' as two signs."""
    answer = client.get("/practices/", {"q": unicodedata.normalize(form, "négociations ")})
    found = answer.context["found"]
    assert ([card.practice.pk for card in found.cards], found.results.corrections) == ([translated], ())


def test_letters_that_get_longer_in_lower_case_are_found(practice) -> None:
    wanted = practice("The İstanbul Protocol").pk
    for text in ("İstanbul", "ISTANBUL", "istanbul", "İSTANBUL"):
        assert found(f"{text} ") == {wanted}, text


def test_a_country_is_found_by_its_name_in_any_language(practice, vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    wanted = practice(countries=[(morocco, "origin")]).pk
    other = practice(countries=[(egypt, "origin")]).pk
    for text in ("Morocco", "Maroc", "Marruecos", "MAROC", "marruecos", '"Maroc"', "Maroc OR zebra"):
        assert [found(f"{text} ", reader) for reader in ("en", "fr", "es")] == [{wanted}] * 3, text
    for text in ("-Maroc", "-Morocco", '-"Marruecos"'):
        assert found(f"{text} ") == {other}, text


def test_a_term_is_found_by_each_of_its_names_and_their_stems(practice) -> None:
    area = PolicyArea.objects.create(
        slug="remittances",
        name_en="Remittances",
        name_fr="Envois de fonds",
        name_es="Remesas",
        aliases_en="money sent home\nmigrant savings",
        aliases_fr="transferts d'argent",
        order=1,
    )
    wanted = practice("One", policy_areas=[area]).pk
    practice("Two")
    for text in (
        *("remittance", "envois de fonds", '"envois de fonds"', "remesa", "money sent", '"money sent home"'),
        *("saving of migrants", "transfert d'argent", '"transferts d\'argent"', "REMESAS", "fonds"),
    ):
        assert found(f"{text} ") == {wanted}, text
    for text in ('"fonds envois"', '"sent money"', '"home migrant"', '"money home"'):
        assert found(f"{text} ") == set(), text
    # French stems leave the s of 'envois': it is forgiven as an error.
    assert search.snapshot().find(Query(parse("envoi de fonds "))).ids == [wanted]


def test_an_institution_is_found_by_name_and_acronym(practice) -> None:
    organisation = Organisation.objects.create(
        slug="oim", name_en="International Organization for Migration", acronym_en="IOM", acronym_fr="OIM"
    )
    wanted = practice("One", organisations=[organisation]).pk
    practice("Two")
    for text in ("IOM", "oim", "international organisation for migration", '"organization for migration"'):
        assert found(f"{text} ") == {wanted}, text


def test_renaming_a_term_counts_with_the_next_question(practice, vocabulary) -> None:
    morocco = vocabulary.countries[0]
    wanted = practice(countries=[(morocco, "origin")]).pk
    morocco.name_es = "Marruecos y Sahara"
    morocco.save()
    assert found("sahara ") == {wanted}
    morocco.name_es = "Marruecos"
    morocco.save()
    assert search.snapshot().find(Query(parse("sahara "))).total == 0


def test_a_retired_term_is_still_found_and_a_merged_one_by_the_name_of_what_it_became(practice, vocabulary) -> None:
    old, new, _third = vocabulary.areas
    wanted = practice(policy_areas=[old]).pk
    old.retired, old.merged_into = True, new
    old.save()
    assert found("recruitment regulation ") == {wanted}


def test_a_translation_is_found_by_who_reads_another_language_and_says_so(client: Client, translated: int) -> None:
    page = client.get("/practices/?q=négociations").content.decode()
    assert "“négociations” stands in the text in French." in page
    page = client.get("/fr/practices/?q=négociations").content.decode()
    assert "<mark>négociations</mark>" in page
    assert "stands in the text" not in page


def test_drafts_in_any_language_are_not_found(db: None) -> None:
    factories.draft("Secret", title_fr="Secret bien gardé")
    assert found("gardé ") == set()
