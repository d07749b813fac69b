"""The language of questions: words, "phrases", -excluded and OR. Any text is a question, and means the same twice."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from practices import search
from practices.search import analysis, insisting, parse
from practices.search.query import Clause, Phrase, Query, Word, written
from tests.drawing import examples

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
# Texts that are mostly the language's own signs, which chance would hardly ever put together.
signs = [
    "OR",
    "or",
    "-",
    "–",
    '"',
    "“",
    "”",
    "«",
    "»",
    "WHO",
    "the",
    "of",
    "AS",
    "THE",
    "AND",
    "W.H.O.",
    "O.R.",
    "I.L.O",
    "NGOs",
    "d'",
    "a",
    "'",
    " ",
    "  ",
    "\t",
    ".",
    ":",
    "/",
    "_",
    "(",
    "&",
    "*",
    "NOT",
    "e-mail",
]
known = ["fees", "FEES", "Côte", "d'Ivoire", "İ", "ＡＳ", "GATS", "5", "half-time"]
phrased = st.lists(st.sampled_from([*signs, *known]), max_size=12)
typed = anything | phrased.map("".join) | phrased.map(" ".join)


def meaning(clauses: tuple[Clause, ...]) -> list[tuple[frozenset[str], bool]]:
    """What clauses ask for, without how it was typed and what may be a beginning."""

    def plain(part: Word | Phrase) -> str:
        return f'"{part.text}"' if isinstance(part, Phrase) else part.text

    return [(frozenset(plain(part) for part in clause.parts), clause.is_excluded) for clause in clauses]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("fees", [({"fees"}, False)]),
        ("Fees RAISED", [({"fees"}, False), ({"raised"}, False)]),
        ("fees, (raised)", [({"fees"}, False), ({"raised"}, False)]),
        ('"lower fees" banks', [({'"lower fees"'}, False), ({"banks"}, False)]),
        ("“lower fees”", [({'"lower fees"'}, False)]),
        ("«lower fees»", [({'"lower fees"'}, False)]),
        ('"lower fees', [({"lower"}, False), ({"fees"}, False)]),
        ("fees -banks", [({"fees"}, False), ({"banks"}, True)]),
        ("fees –banks", [({"fees"}, False), ({"banks"}, True)]),
        ('-"lower fees" banks', [({'"lower fees"'}, True), ({"banks"}, False)]),
        ("half-time", [({"half"}, False), ({"time"}, False)]),
        ("-half-time", [({'"half time"'}, True)]),
        ("fees - banks", [({"fees"}, False), ({"banks"}, False)]),
        ("fees OR banks", [({"fees", "banks"}, False)]),
        ("fees OR banks OR unions law", [({"fees", "banks", "unions"}, False), ({"law"}, False)]),
        ('"lower fees" OR banks', [({'"lower fees"', "banks"}, False)]),
        ("fees or banks", [({"fees"}, False), ({"banks"}, False)]),
        ("OR fees", [({"fees"}, False)]),
        ("fees OR", [({"fees"}, False)]),
        ("fees OR OR banks", [({"fees", "banks"}, False)]),
        ("d'OR fees", [({"fees"}, False)]),
        ("fees OR -banks", [({"fees"}, False), ({"banks"}, True)]),
        ("-fees OR banks", [({"fees"}, True), ({"banks"}, False)]),
        ("fees fees", [({"fees"}, False)]),
        ("the fees of banks", [({"fees"}, False), ({"banks"}, False)]),
        ("the WHO and health", [({"who"}, False), ({"health"}, False)]),
        ("the WHO, and health", [({"who"}, False), ({"health"}, False)]),
        ("health:WHO", [({"health"}, False), ({"who"}, False)]),
        ("who/WHO-health", [({"who"}, False), ({"health"}, False)]),
        ('health "the WHO"', [({"health"}, False), ({'"the who"'}, False)]),
        ('health "the who"', [({"health"}, False)]),
        ("health -WHO", [({"health"}, False), ({"who"}, True)]),
        ("health -who", [({"health"}, False)]),
        ("THE WHO AND HEALTH", [({"health"}, False)]),
        ("THE W.H.O. AND HEALTH", [({"who"}, False), ({"health"}, False)]),
        ("W.H.O/HEALTH", [({"who"}, False), ({"health"}, False)]),
        ("health AND law NOT", [({"health"}, False), ({"law"}, False)]),
        ("fees NOT banks", [({"fees"}, False), ({"banks"}, True)]),
        ("fees AND NOT banks law", [({"fees"}, False), ({"banks"}, True), ({"law"}, False)]),
        ('fees NOT "lower fees"', [({"fees"}, False), ({'"lower fees"'}, True)]),
        ("fees NOT half-time", [({"fees"}, False), ({'"half time"'}, True)]),
        ("NOT NOT banks", [({"banks"}, True)]),
        ("NOT -banks", [({"banks"}, True)]),
        ("fees OR NOT banks", [({"fees"}, False), ({"banks"}, True)]),
        ("NOT", []),
        ("fees not banks", [({"fees"}, False), ({"banks"}, False)]),
        ("d'NOT fees", [({"fees"}, False)]),
        ('"NOT" fees', [({"fees"}, False)]),
        ("recruit*", [({"recruit"}, False)]),
        ("the* fees", [({"the"}, False), ({"fees"}, False)]),
        ("-recruit*", [({"recruit"}, True)]),
        ('"recruit* fees"', [({'"recruit fees"'}, False)]),
        ("* *ment ** fees", [({"ment"}, False), ({"fees"}, False)]),
        ("e-mail", [({"mail"}, False)]),
        ('health "AND" "OR" law', [({"health"}, False), ({"law"}, False)]),
        ("fees OR the", [({"fees"}, False)]),
        ("the OR fees", [({"fees"}, False)]),
        ("fees OR the banks", [({"fees", "banks"}, False)]),
        ("fees OR WHO the", [({"fees", "who"}, False)]),
        ("x_NGOs", [({"ngo"}, False)]),
        ("the of", [({"the"}, False), ({"of"}, False)]),
        ("the -fees", [({"the"}, False), ({"fees"}, True)]),
        ('""', []),
        ('"!!" - -- -', []),
        ("", []),
    ],
)
def test_it_means(text: str, means: list[tuple[set[str], bool]]) -> None:
    assert meaning(parse(f"{text} ")) == [(frozenset(parts), is_excluded) for parts, is_excluded in means]


@examples(150)
@given(typed)
@example("x OR " * 400)
@example('"' * 2000)
@example("-" * 2000)
def test_any_text_is_a_question(text: str) -> None:
    for clause in parse(text):
        assert clause.parts
        for part in clause.parts:
            assert part.words and all(part.words)
            for language in analysis.STEMMERS:
                part.stems(language)


@examples(150)
@given(typed)
@example("work d'OR Ghana")
@example("d'OR")
@example("L'OR WHO")
@example("a:AS:0")
@example("the WHO and HEALTH")
@example("the OR WHO FEES x")
@example('"the WHO" FEES')
@example('x "_AS" FEES')
@example("who:WHO health")
@example("WHO -FEES")
@example("a -WHO THE")
@example("-W.H.O.")
@example("x OR d'OR OR the")
def test_what_is_written_down_is_read_as_the_same(text: str) -> None:
    clauses = parse(text)
    assert meaning(parse(written(clauses))) == meaning(clauses)


@pytest.mark.parametrize(
    "text", ["law of ILO", "law:ILO", "law/ILO", "(ILO", "law OR ILO", "law I.L.O.", '"law ILO', "-IL"]
)
def test_an_acronym_is_no_beginning_wherever_it_stands(text: str) -> None:
    assert not any(word.is_beginning for clause in parse(text) for word in clause.words)


@pytest.mark.parametrize(
    "text", ["recruit*", "recruit* fees", "(recruit*)", "law/recruit*, fees", "-recruit*", "RECRUIT* law"]
)
def test_a_star_finds_what_begins_so_wherever_it_stands(text: str) -> None:
    assert [word for clause in parse(f"{text} ") for word in clause.words if word.has_star] == [
        Word("recruit", is_beginning=True, has_star=True)
    ]


@pytest.mark.parametrize("text", ["*", "*ment", "fees *", "5*3", "x*", '"recruit*"', "recruit *"])
def test_any_other_star_is_none(text: str) -> None:
    assert not any(word.has_star for clause in parse(f"{text} ") for word in clause.words)


@pytest.mark.parametrize("text", ["law abr", "law:abr", "ILO/abr", "(abr", "law OR abr", '"law abr'])
def test_the_last_word_may_be_a_beginning_wherever_it_stands(text: str) -> None:
    assert parse(text)[-1].words[-1] == Word("abr", is_beginning=True)


@pytest.mark.parametrize(
    ("text", "word", "insisted"),
    [
        ("remitances", "remitances", '"remitances"'),
        ("Remitánces fees", "remitances", '"Remitánces" fees'),
        ("d'remitances", "remitances", 'd\'"remitances"'),
        ("fees OR remitances", "remitances", 'fees OR "remitances"'),
        ("remitances remitances", "remitances", '"remitances" "remitances"'),
        ("fees", "remitances", "fees"),
        ('"remitances fees" remitances', "remitances", '"remitances fees" "remitances"'),
        ('"remitances fees', "remitances", ' "remitances" fees'),
        ("the R.E.M.I.T.", "REMIT", 'the "REMIT"'),
    ],
)
def test_insisting_puts_a_word_in_quotes(text: str, word: str, insisted: str) -> None:
    assert insisting(text, word) == insisted


@examples(150)
@given(phrased.map("".join) | phrased.map(" ".join))
@example('"fees banks')
@example("fees«fees")
def test_what_is_insisted_on_is_asked_for_in_quotes_alone(text: str) -> None:
    for clause in parse(text):
        for word in () if clause.is_excluded else clause.words:
            asked = [other for other in parse(insisting(text, word.text)) if not other.is_excluded]
            assert not any(other.text == word.text for clause in asked for other in clause.words)


# What the catalogue's languages are written in. Of other scripts' marks Rust and Python think differently.
latin = st.text(st.characters(max_codepoint=0x24F, categories=["L", "N", "P", "Z", "S"]), max_size=200)


@examples(150)
@given(latin)
@example("½ ² İstanbul ß Straße e\u0301 d'Ivoire")
def test_words_with_their_places_are_the_words_of_the_index(text: str) -> None:
    found = analysis.tokens(text)
    assert [token.word for token in found] == analysis.words(text)
    assert all(analysis.words(text[token.start : token.end]) == [token.word] for token in found)


def test_a_stem_is_found_again_in_what_it_came_from() -> None:
    for word in ("İstanbul", "ISTANBUL", "istanbul", "Çalışma", "ßtraße", "Ørsted", "ŁÓDŹ"):
        for language in analysis.STEMMERS:
            (in_text,) = analysis.stemming(language).analyze(word)
            (clause,) = parse(f"{word} ")
            assert in_text in clause.words[0].stems(language), word


# What it finds ------------------------------------------------------------------------------------


@pytest.fixture
def four(practice) -> dict[str, int]:
    """Practices by what they are about."""
    texts = {
        "fees": "Lower fees",
        "banks": "Banks abroad",
        "both": "Banks lower their fees",
        "phrase": "Bank fees for all",
    }
    return {name: practice(text, summary_en="Done.").pk for name, text in texts.items()}


FINDS = [
    ("fees", "fees both phrase"),
    ("fees banks", "both phrase"),
    ("fees OR banks", "fees banks both phrase"),
    ("fees -banks", "fees"),
    ("-banks", "fees"),
    ("-banks -fees", ""),
    ("fees OR banks -lower", "banks phrase"),
    ('"bank fees"', "phrase"),
    ('"fees bank"', ""),
    ('-"bank fees"', "fees banks both"),
    ('banks -"bank fees"', "banks both"),
    ('"bank fees" OR "lower fees"', "fees phrase"),
    ('"their fees" OR abroad banks', "banks both phrase"),  # 'their' stands for any word, or for none before it
    ("lower fees OR abroad", "fees both"),
    ("-bank-fees", "fees banks both"),
    ("abr", "banks"),
    ("fees -abr", "fees both phrase"),
    ("fees NOT banks", "fees"),
    ("NOT banks", "fees"),
    ("fees AND banks", "both phrase"),
    ('fees AND NOT "bank fees"', "fees both"),
    ("ban* ", "banks both phrase"),
    ("ban* -abr* ", "both phrase"),
    ("fe* NOT low* ", "phrase"),
    ("ba* ", "banks both phrase"),
    ("bnak* ", ""),  # a beginning is never corrected
]


def test_it_finds(four: dict[str, int], subtests: pytest.Subtests) -> None:
    for text, wanted in FINDS:
        with subtests.test(text=text):
            names = {pk: name for name, pk in four.items()}
            results = search.snapshot().find(Query(parse(text), limit=100))
            assert sorted(names[pk] for pk in results.ids) == sorted(wanted.split())
            assert results.total == len(results.ids)
