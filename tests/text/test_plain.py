"""Text is cleaned in one way, and names are compared in one way."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.text.plain import clean, comparable, comparable_words, one_line, printable


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("recog\u00adnition", "recognition"),
        ("re\u0301gime", "régime"),
        ("e\u00ad\u0301", "é"),  # the accent behind what nobody sees
        ("labour\u200b migration", "labour migration"),
        ("Auf\u200clage", "Auflage"),
        ("mi\u2060gra\u200dtion\u180e", "migration"),
        ("\ufeff\ufefftitle\ufeff", "title"),
        ("\u200eLeft \u202ato\u202c \u2066right\u2069", "Left to right"),
        ("one\r\ntwo\rthree\u2028four\u2029five\x0bsix\x85seven", "one\ntwo\nthree\nfour\nfive\nsix\nseven"),
        ("one_x000D_\ntwo_x000d__x000A_three", "one\ntwo\nthree"),
        ("a_x005F_x000D_b", "a\nb"),
        ("https://example.org/My_x0020_View.aspx", "https://example.org/My_x0020_View.aspx"),
        ("\0a\x02b\x1f\x7fc\x9f", "abc"),
        ("a\ufe0f b\ufe0e 1\ufe0f", "a b 1"),
        ("\U000e0041hidden\U000e0042", "hidden"),
        ("half \ud83d", "half"),
        ("\u00a0 text \u2003", "text"),
    ],
)
def test_what_nobody_sees_is_taken_out(written, kept) -> None:
    assert clean(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian
        "العمل في الخارج (2026)\u200f 12",
        "क्\u200dष र\u200cक",  # Hindi
        "👩\u200d🌾 ❤\ufe0f 1\ufe0f\u20e3 👩🏽\u200d⚕\ufe0f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",  # the flag of Wales
        "ภาษา\u200bไทย",
        "葛\U000e0100飾",
        "une pratique\u00a0: «\u202foui\u202f»",
        "one\n\n- two\n\tthree",
        "snake_case and _x_",
    ],
)
def test_what_is_joined_for_a_reason_stays(text) -> None:
    assert clean(text) == text


@given(
    st.text(
        st.sampled_from("ab1 \n\r\t_x0D\0é\u0301\u00ad\u200b\u200c\u200d\u200f\ufe0f\ufeff\u2028عक️👩🌾ก\u20e3"),
        max_size=12,
    )
)
def test_cleaning_what_is_clean_changes_nothing(text) -> None:
    once = clean(text)
    assert clean(once) == once == unicodedata.normalize("NFC", once)
    assert "\n" not in one_line(text) and one_line(one_line(text)) == one_line(text)
    assert printable(printable(text)) == printable(text)


def test_a_line_keeps_the_spaces_of_french_and_a_question_none() -> None:
    assert one_line("Retour\u00a0:\t deux\n pratiques ") == "Retour\u00a0: deux pratiques"
    assert printable("Retour\u00a0:\tdeux") == "Retour : deux"


@pytest.mark.parametrize(
    "spellings",
    [
        ["Égypte", "EGYPTE", "e\u0301gypte", "É\u00adgypte", "Ｅｇｙｐｔｅ"],
        ["migrant workers’ rights", "Migrant workers' rights", "migrant workersʼ rights", "migrant  workers rights"],
        [
            "Inter‑state cooperation",
            "Inter-state cooperation",
            "inter–state\u00a0cooperation",
            "Interstate cooperation",
        ],
        ["l’emploi", "l'emploi", "L`emploi", "lemploi"],
        ["Main-d’œuvre", "main d'oeuvre", "MAIN–D’ŒUVRE"],
        ["Trinidad & Tobago", "Trinidad and Tobago", "Trinidad et Tobago", "Trinidad y Tobago", "Trinidad ＆ Tobago"],
        ["Francia e Italia", "Francia y Italia"],
        ["U.S.A.", "USA", "U. S. A."],
        ["C.E.E.", "CEE"],
        ["ﬁnance", "finance"],
        ["Mæland, Łódź; Straße", "maeland lodz strasse"],
        ["İstanbul", "istanbul", "ISTANBUL"],
        ["Côte d’Ivoire", "cote d'ivoire", "Cote d Ivoire"],
    ],
)
def test_spellings_of_one_name_are_one(spellings) -> None:
    assert len({comparable(name) for name in spellings}) == 1
    assert comparable(comparable(spellings[0])) == comparable(spellings[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Niger", "Nigeria"), ("Report 1, 2", "Report 12"), ("Plan E", "Plan"), ("AND", "ET"), ("€", "$"), ("R&D", "R")],
)
def test_different_names_stay_different(one, other) -> None:
    assert comparable(one) != comparable(other)


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_words_of_a_name_stand_in_it(some, others) -> None:
    assert all(word in comparable(f"{some} {others}") for word in comparable_words(some + " " + others))


def test_a_name_without_letters_is_compared_as_it_is() -> None:
    assert comparable(" & ") == "&"
    assert comparable_words("&") == ()


@pytest.mark.parametrize(
    "text",
    [
        "_x005F" * 200_000,
        " " * 10**6 + "\n",
        "\u200d" * 10**6,
        "a" + "\u0301\u0327" * 10**5,
        "\u00ad\u0301\u00ad\u0327" * 10**5,
    ],
    ids=["escapes", "blanks", "joiners", "accents", "accents behind soft hyphens"],
)
def test_absurd_text_takes_no_time(text) -> None:
    assert len(clean(text)) <= len(text)
    assert len(one_line(text)) <= len(text)
    assert comparable(text) is not None
