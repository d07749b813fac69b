"""What countries are called, as the fixtures hold it: in three languages, none of it for two countries."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from practices.taxonomy.vocabularies import LANGUAGES, Entry, Vocabulary
from practices.text.plain import comparable

FIXTURES = Path("fixtures")


def rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUNTRIES, ALIASES = rows("countries.csv"), rows("country-aliases.csv")


def countries() -> Vocabulary:
    """The countries of the fixtures, without a database."""
    aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in ALIASES:
        aliases[row["iso2"], row["language"]].append(row["spelling"])
    entries = [
        Entry(
            value=row["iso2"],
            slug=row["iso2"].lower(),
            parent="",
            order=0,
            retired=False,
            replacement="",
            names={code: row[f"name_{code}"] for code in LANGUAGES},
            descriptions={},
            aliases={code: aliases[row["iso2"], code] for code in LANGUAGES},
            codes=(row["iso3"],),
        )
        for row in COUNTRIES
    ]
    return Vocabulary(entries, by_spelling=True)


VOCABULARY = countries()


def test_there_are_many_beside_the_names_and_each_says_what_it_is() -> None:
    names = {comparable(row[f"name_{code}"]) for row in COUNTRIES for code in LANGUAGES}
    assert len({comparable(row["spelling"]) for row in ALIASES} - names) >= 2_000
    assert {row["kind"] for row in ALIASES} == {"usual", "official", "former", "demonym"}
    assert {row["language"] for row in ALIASES} == set(LANGUAGES)
    assert len({tuple(row.values()) for row in ALIASES}) == len(ALIASES)


def test_none_means_two_countries() -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for entry in VOCABULARY:
        for spelling in entry.spellings:
            meant[comparable(spelling)].add(entry.value)
    assert {key: codes for key, codes in meant.items() if len(codes) > 1} == {}


def test_none_is_the_code_of_another_country() -> None:
    codes = {code.casefold(): row["iso2"] for row in COUNTRIES for code in (row["iso2"], row["iso3"])}
    others = {row["spelling"] for row in ALIASES if codes.get(comparable(row["spelling"]), row["iso2"]) != row["iso2"]}
    assert others == set()


def test_every_country_has_demonyms() -> None:
    languages = defaultdict(set)
    for row in ALIASES:
        if row["kind"] == "demonym":
            languages[row["iso2"]].add(row["language"])
    independent = {row["iso2"] for row in COUNTRIES if row["independent"] == "yes"}
    lacking = {iso2 for iso2 in independent if len(languages[iso2]) < 2}
    assert lacking == {"CD", "CG", "CK", "NU", "VA"}  # 'Congolese' means two; what is said in one language alone


@pytest.mark.parametrize("word", ["eau", "opt", "pôle", "bajan", "fines", "antigua", "reuniones", "rsa", "car", "it"])
def test_words_of_a_language_are_left_out(word: str) -> None:
    assert comparable(word) not in {comparable(row["spelling"]) for row in ALIASES}


@pytest.mark.parametrize("word", ["Congolese", "Dominican", "congolais", "guyanais", "", "-", "Atlantis", "nan", "XXX"])
def test_what_is_no_single_country_means_none(word: str) -> None:
    assert VOCABULARY.resolve(word) is None


MEANT = {
    "MA": "ma|MAR|mar|Maroc|MARRUECOS|Royaume du Maroc|Kingdom of Morocco|marocaine|marroquí|Moroccan",
    "CD": "COD|Congo, Dem. Rep.|Congo (Kinshasa)|DR Congo|RDC|R.D.C.|DRC|Zaïre|Democratic Republic of Congo",
    "CG": "Congo|Congo, Rep.|Republic of Congo|Congo-Brazzaville|République du Congo",
    "GM": "Gambia, The|The Gambia|La Gambie|gambiano",
    "KR": "Korea, Rep.|Republic of Korea|South Korea|Corée du Sud|Corea del Sur|surcoreana|sud-coréenne|KOR",
    "KP": "Korea, Dem. People's Rep.|DPRK|Corée du Nord|norcoreano",
    "VN": "Viet Nam|Vietnam|VIÊT NAM|Viet-Nam|vietnamienne",
    "IR": "Iran|Iran, Islamic Rep.|Iran (Islamic Republic of)|Irán|Persia|Islamic Republic of Iran",
    "US": "U.S.A.|USA|US|U.S.|United States|États-Unis|Etats Unis|EE. UU.|EE.UU.|EEUU|estadounidense|norteamericana",
    "GB": "U.K.|UK|United Kingdom|Royaume-Uni|Reino Unido|Great Britain|británico|britannique",
    "NL": "Pays-Bas|Holland|Hollande|Holanda|Países Bajos|Netherlands|neerlandés|néerlandaise|Dutch",
    "CI": "Ivory Coast|Côte d’Ivoire|Cote d'Ivoire|CÔTE D‘IVOIRE|Cote dIvoire|Costa de Marfil|ivoirien|marfileña",
    "MM": "Burma|Birmanie|Birmania|birman|Burmese",
    "SZ": "Swaziland|Eswatini|Suazilandia|Souaziland",
    "LK": "Ceylon|Ceylan|Ceilán|sri-lankaise",
    "MK": "Macedonia|FYROM|Macédoine du Nord",
    "CV": "Cabo Verde|Cape Verde|Cap-Vert|cap-verdien|caboverdiana",
    "TR": "Türkiye|Turkey|Turquie|Turquía|turque|turco",
    "TL": "Timor-Leste|East Timor|Timor oriental",
    "KG": "Kirguistán|Kyrgyz Republic|Kirghizistan|kirguiso",
    "BY": "Bielorrusia|Biélorussie|Belarus|bielorruso",
    "MD": "Moldavie|Moldova|Moldavia|Moldova, Republic of",
    "AE": "UAE|U.A.E.|ARE|Émirats arabes unis|emiratí|émirienne",
    "SA": "KSA|Saudi|Arabie saoudite|saudí",
    "CN": "PRC|People's Republic of China|chinoise|China (People's Republic of)",
    "HK": "Hong Kong|Hong-Kong|Hong Kong SAR, China",
    "YE": "Yemen, Rep.|Yémen",
    "EG": "Egypt, Arab Rep.|Égypte|egipcia",
    "LA": "Lao PDR|Laos|laosiana",
    "SK": "Slovak Republic|eslovaco",
    "LC": "St. Lucia|St Lucia|Sainte-Lucie|santaluceña",
    "FM": "Micronesia, Fed. Sts.|Federated States of Micronesia",
    "BO": "Bolivia (Plurinational State of)|Bolivia|Plurinational State of Bolivia|Bolivie",
    "TZ": "United Republic of Tanzania|Tanzania|Tanzanie|Tanzania, United Republic of",
    "TT": "Trinidad & Tobago|Trinité et Tobago|Trinidad y Tobago|TRINIDAD AND TOBAGO",
    "NE": "Niger|nigérien|nigerino",
    "NG": "Nigeria|nigérian|nigeriano",
    "DO": "dominicana|dominicaine|République dominicaine|Dominican Rep.",
    "DM": "dominiquais|Dominique",
    "BF": "burkinabè|Burkinabé|Upper Volta",
    "MG": "malgache|Malagasy",
    "PS": "West Bank and Gaza|Palestine|Palestina",
}


@pytest.mark.parametrize("code", MEANT)
def test_a_country_is_known_by_what_it_is_called(code: str) -> None:
    meant = {written: VOCABULARY.resolve(written) for written in MEANT[code].split("|")}
    assert {written: found for written, found in meant.items() if found != code} == {}


def test_old_data_is_taken_with_outer_spaces_and_small_letters() -> None:
    assert [VOCABULARY.resolve(text) for text in (" mar ", "Mar", "maR\t", "\u00a0MAR")] == ["MA"] * 4
