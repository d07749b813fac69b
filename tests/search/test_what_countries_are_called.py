"""Searching for a country by what it and its people are called, in three languages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.utils.translation import override

from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.discovery.named import named
from practices.discovery.suggestions import suggest
from practices.discovery.terms import Term
from practices.search import Snapshot, analysis, snapshot
from practices.search.query import Word

pytestmark = pytest.mark.usefixtures("catalogue")

MEANT = {
    "en": {
        "PE": ["Peruvian", "Peruvians", "PERUVIANS"],
        "MA": ["Moroccan", "Moroccans", "Kingdom of Morocco"],
        "PH": ["Filipinos", "Filipinas", "the Philippines"],
        "CI": ["Ivory Coast", "Ivorians"],
        "ZA": ["South African", "South Africans"],
        "KR": ["South Korea", "Korea, Rep.", "South Koreans"],
        "CH": ["Swiss"],
        "NL": ["Dutch", "Holland"],
        "BO": ["Bolivians", "Plurinational State of Bolivia"],
        "CD": ["Congo (Kinshasa)", "Democratic Republic of Congo"],
    },
    "fr": {
        "PE": ["péruvien", "péruviens", "péruviennes", "peruviens"],
        "MA": ["marocains", "marocaines", "Royaume du Maroc"],
        "PH": ["philippins", "philippines"],
        "CI": ["ivoiriens", "ivoirienne", "Côte d’Ivoire"],
        "ZA": ["sud-africains", "sud-africaines"],
        "BF": ["burkinabè", "burkinabés"],
        "US": ["États-Unis", "etats unis", "américaines"],
        "NL": ["Pays-Bas", "néerlandaises", "hollandais"],
        "TH": ["thaïlandais", "thaïlandaises"],
    },
    "es": {
        "PE": ["peruano", "peruanos", "peruanas"],
        "MA": ["marroquí", "marroquíes", "marroquies", "Reino de Marruecos"],
        "PH": ["filipinos", "filipinas"],
        "CR": ["costarricenses"],
        "US": ["EE. UU.", "EE.UU.", "EEUU", "estadounidenses"],
        "NL": ["neerlandeses", "holandesas", "Países Bajos"],
        "GB": ["británicos", "Reino Unido"],
        "DE": ["alemanas", "alemanes"],
        "CI": ["Costa de Marfil", "marfileños"],
    },
}


def told(text: str, index: Snapshot) -> list[str]:
    """Return the countries whose pages a search for a text offers."""
    found = Browse(Criteria(q=text), index)
    return [one.term.value for one in named(text, found.results.clauses, index) if one.is_country]


def offered(text: str, index: Snapshot) -> list[str]:
    """Return the countries that are suggested while a text is typed."""
    options = (option.leads_to for group in suggest(text, index) for option in group.suggestions)
    return [term.value for term in options if isinstance(term, Term) and term.facet.name == "country"]


@pytest.mark.parametrize("language", MEANT)
def test_it_leads_to_the_country_and_finds_its_practices(language: str) -> None:
    index = snapshot()
    with override(language):
        for code, texts in MEANT[language].items():
            practices = index.holding("country", [code])
            for text in texts:
                assert told(text, index) == [code], text
                assert practices <= Browse(Criteria(q=text), index).results.found, text
                assert offered(text, index)[:1] == [code], text


def test_any_language_is_read_on_any_page() -> None:
    index = snapshot()
    assert [told(text, index) for text in ("peruanos", "péruviennes", "marroquíes")] == [["PE"], ["PE"], ["MA"]]
    assert told("travailleurs péruviens en Espagne", index) == ["PE", "ES"]
    assert told("trabajadoras marroquíes", index) == ["MA"]


@pytest.mark.parametrize(
    "text",
    [
        "help us",
        "what can be done and who may",
        "are there funds per pan",
        "but du programme",  # the Spanish stem of Bután
        "daños",  # of danés
        "el sud",
        "eau",
        "the state and the kingdom",
        "the union and the republic",
        "African workers",
        "les trabajadores bajan",
        "Congolese",
    ],
)
def test_ordinary_words_name_no_country(text: str) -> None:
    assert told(text, snapshot()) == []


@pytest.mark.parametrize("word", ["state", "kingdom", "plurinational", "confederation", "coast", "but", "can", "sud"])
def test_a_word_of_a_longer_name_or_like_a_stem_has_no_country(word: str) -> None:
    names = snapshot().names.meant_by(Word(word))
    assert [name.text for name in names if name.facet == "country" and (name.is_alias or len(name.words) == 1)] == []


def test_no_spelling_is_read_as_two_countries() -> None:
    names = snapshot().names
    with Path("fixtures/country-aliases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = tuple(analysis.words(row["spelling"]))
            found = {name.value for name in names.called(words) if name.facet == "country"}
            # 'Sur' is a function word of French, without which 'Sudán del Sur' is the Sudan, too.
            assert found - {"SS"} == {row["iso2"]} - {"SS"}, row
