"""A misspelt word finds what was meant, where it finds nothing as it stands; the page says so and lets one insist."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from practices import search
from practices.models import PolicyArea
from practices.search import Query, Results, parse
from practices.search.spelling import Dictionary, candidates, errors_forgiven
from tests import factories


def ask(text: str, language: str = "en") -> Results:
    return search.snapshot().find(Query(parse(text), sort=search.BEST, language=language, limit=100))


def corrections(text: str) -> list[tuple[str, str]]:
    return [(correction.typed, correction.used) for correction in ask(text).corrections]


@pytest.fixture
def remittances(practice) -> int:
    """A practice about remittances, cash and bank transfers; and another one, which has none of it."""
    practice("Nothing of it", summary_en="None.")
    return practice("Remittances and bank transfers", summary_en="Paid out in cash.").pk


FORGIVEN = [
    ("remitances", "remittances"),  # one letter missing
    ("remittannces", "remittances"),  # one too many
    ("remittonces", "remittances"),  # another one
    ("remtitances", "remittances"),  # two that changed places
    ("rmetitances", "remittances"),  # twice
    ("remitanses", "remittances"),  # two errors in a long word
    ("Remitánces", "remittances"),
    ("bnak", "bank"),
    ("bamk", "bank"),
    ("cahs", "cash"),
    ("trasnfer", "transfers"),  # an error and a letter less, in eight letters
]


def test_an_error_is_forgiven(remittances: int, subtests: pytest.Subtests) -> None:
    for typed, meant in FORGIVEN:
        with subtests.test(typed=typed):
            results = ask(f"{typed} ")
            assert results.ids == [remittances]
            assert [correction.used for correction in results.corrections] == [meant]
            assert not results.missing


NOT_FORGIVEN = [
    "baxxk",  # two errors in a short word
    "bxxk",
    "cas",  # three letters: 'cash' would be another word
    "remxxxances",  # three errors
    "gank",  # hardly anybody gets the first letter of a short word wrong
    "BAKN",  # perhaps an acronym
    "7emittances",  # with a digit: a number or code, not an error
    "remitances2",
    '"remitances"',
    '"remitances paid"',
    "“remitances”",
]


def test_what_isnt_forgiven_finds_nothing(remittances: int, subtests: pytest.Subtests) -> None:
    for typed in NOT_FORGIVEN:
        with subtests.test(typed=typed):
            results = ask(f"{typed} ")
            assert (results.ids, results.corrections) == ([], ())
            assert results.missing == (typed,)


@pytest.mark.parametrize("typed", ["-remitances", '-"remitances"', "-remitances-paid"])
def test_what_is_excluded_is_not_corrected(remittances: int, typed: str) -> None:
    results = ask(f"{typed} ")
    assert (results.total, results.corrections) == (2, ())
    results = ask(f"bank {typed} ")
    assert (results.ids, results.corrections) == ([remittances], ())


MIXED = [
    ("remitances bank", [("remitances", "remittances")]),
    ("bank remitances", [("remitances", "remittances")]),
    ("bnak remitances", [("bnak", "bank"), ("remitances", "remittances")]),
    ('"bank transfers" remitances', [("remitances", "remittances")]),
    ("remitances -nothing", [("remitances", "remittances")]),
    ("bank OR remitances", []),  # the alternative is found as it stands
    ("bank transfers", []),
]


def test_only_the_failing_word_is_corrected(remittances: int, subtests: pytest.Subtests) -> None:
    for text, corrected in MIXED:
        with subtests.test(text=text):
            assert corrections(f"{text} ") == corrected
            assert ask(f"{text} ").ids == [remittances]


def test_a_rare_word_is_never_corrected_away(practice) -> None:
    rare = practice("Remitances, as they were spelt").pk
    for _ in range(5):
        practice("Remittances")
    results = ask("remitances ")
    assert (results.ids, results.corrections) == ([rare], ())


@pytest.mark.parametrize("name", ["Remitances", "remitance", "Transferts"])
def test_the_name_of_a_term_without_practices_is_never_corrected_away(remittances: int, name: str) -> None:
    assert corrections(f"{name} ") != []
    PolicyArea.objects.create(slug="rare", name_en="Rare", name_fr=name, order=1)
    results = ask(f"{name} ")
    assert (results.total, results.corrections, results.missing) == (0, (), (name,))


def test_the_plural_of_a_name_without_practices_is_no_error_either(practice) -> None:
    practice("Frances")
    PolicyArea.objects.create(slug="finance", name_en="Trances", order=1)
    assert corrections("trances ") == []
    assert corrections("trance ") == []


def test_the_name_of_a_country_without_practices_is_never_corrected_away(practice, vocabulary) -> None:
    practice("Morocce, Marocx and Marruecox")
    for name in ("Morocco", "Maroc", "marruecos"):
        results = ask(f"{name} ")
        assert (results.total, results.corrections) == (0, ()), name
    assert corrections("Moroccx ") == [("Moroccx", "morocce")]  # the country itself finds nothing


def test_a_misspelt_name_finds_what_has_it(practice, vocabulary) -> None:
    wanted = practice(countries=[(vocabulary.countries[0], "origin")]).pk
    for typed in ("Moroco", "Morocoo", "Marroc", "Maruecos"):
        assert ask(f"{typed} ").ids == [wanted], typed


def test_the_fewest_errors_come_first_then_what_most_practices_have(practice) -> None:
    for title in ("Trading posts", "Trailing off", "Trailing on"):
        practice(title)
    assert corrections("trainling ") == [("trainling", "trailing")]
    practice("Training")
    assert corrections("trainling ") == [("trainling", "trailing")]  # two practices have it, one has 'training'
    assert corrections("trauding ") == [("trauding", "trading")]  # one error, though two lead to more practices


def test_words_of_practices_that_are_gone_are_not_offered(practice) -> None:

    gone = practice("Seafarers")
    practice("Another")
    assert corrections("seafarrers ") == [("seafarrers", "seafarers")]
    factories.withdraw(gone, "Old.")
    assert corrections("seafarrers ") == []


def test_the_beginning_of_a_word_is_no_error(remittances: int) -> None:
    results = ask("remitt")
    assert (results.ids, results.corrections) == ([remittances], ())


# What the reader sees -----------------------------------------------------------------------------


def messages(page: str) -> list[tuple[str, str]]:
    """The text of each message, and the address of its link."""
    (shown,) = re.findall(r'<ul id="messages" class="messages">(.*?)</ul>', page, re.DOTALL)
    found = re.findall(r"<li>(.*?)(?: <a href=\"(.*?)\">.*?</a>)?</li>", shown)
    return [(unescape(text), unescape(address)) for text, address in found]


@pytest.mark.usefixtures("remittances")
def test_the_page_says_what_it_took_instead_and_lets_one_insist(client: Client) -> None:
    page = client.get("/practices/?q=remitances")
    ((text, address),) = messages(page.content.decode())
    assert text == "Nothing for “remitances”. Showing results for “remittances”."
    assert "<mark>Remittances</mark> and bank transfers" in page.content.decode()
    insisted = client.get(address).context["found"]
    assert (insisted.criteria.q, insisted.total, insisted.results.corrections) == ('"remitances"', 0, ())


@pytest.mark.parametrize(
    ("text", "insisted"),
    [
        ("bank remitances", 'bank "remitances"'),
        ("Remitánces, bank", '"Remitánces", bank'),
        ("remitances -zebra", '"remitances" -zebra'),
        ('"remitances" remitances', '"remitances" "remitances"'),
        ('"no remitances" remitances', '"no remitances" "remitances"'),
    ],
)
@pytest.mark.usefixtures("remittances")
def test_insisting_changes_only_that_word(client: Client, text: str, insisted: str) -> None:
    page = client.get("/practices/", {"q": text, "sort": "title"}).content.decode()
    ((_text, address),) = [message for message in messages(page) if message[1]]
    found = client.get(address).context["found"]
    assert (found.criteria.q, found.criteria.sort) == (insisted, "title")
    assert found.results.corrections == ()


@pytest.mark.usefixtures("remittances")
def test_each_correction_has_a_message_of_its_own(client: Client) -> None:
    page = client.get("/practices/?q=bnak+remitances").content.decode()
    assert [text for text, _address in messages(page)] == [
        "Nothing for “bnak”. Showing results for “bank”.",
        "Nothing for “remitances”. Showing results for “remittances”.",
    ]
    page = client.get("/fr/practices/?q=remitances").content.decode()
    assert "remittances" in messages(page)[0][0]
    assert "Nothing" not in messages(page)[0][0]


@pytest.mark.usefixtures("remittances")
def test_what_was_typed_is_shown_escaped(client: Client) -> None:
    page = client.get("/practices/", {"q": "<u>remitances</b>"}).content.decode()
    assert "<u>" not in page


# What comes close to a word -----------------------------------------------------------------------

LETTERS = st.characters(categories=["Ll"], codec="ascii")
word = st.text(LETTERS, min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("typed", "errors"), [("", 0), ("abc", 0), ("abcd", 1), ("abcdefg", 1), ("abcdefgh", 2), ("abcdefg8", 0)]
)
def test_how_many_errors_are_forgiven(typed: str, errors: int) -> None:
    assert errors_forgiven(typed) == errors


def with_error(text: str, kind: str, place: int, letter: str) -> str:
    place %= len(text)
    return {
        "missing": text[:place] + text[place + 1 :],
        "added": text[:place] + letter + text[place:],
        "other": text[:place] + letter + text[place + 1 :],
        "swapped": text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
    }[kind]


errors = st.tuples(st.sampled_from(["missing", "added", "other", "swapped"]), st.integers(0, 20), LETTERS)


@settings(deadline=None)
@given(st.text(LETTERS, min_size=5, max_size=14), st.sets(word, max_size=20), errors)
def test_a_word_with_one_error_comes_first(right: str, others: set[str], error: tuple[str, int, str]) -> None:
    typed = with_error(right, *error)
    found = candidates(typed, Dictionary(others | {right}))
    assert all(typed not in level for level in found)
    if typed != right and (typed[0] == right[0] or len(typed) >= 8):
        assert right in found[0]


@given(word, st.sets(word, max_size=30))
def test_what_begins_so_are_the_longer_words_that_do(beginning: str, words: set[str]) -> None:
    found = Dictionary(words).continuing(beginning)
    assert found == sorted(w for w in words if w.startswith(beginning) and w != beginning)


def test_words_of_practices_in_every_language_are_known(db: None) -> None:
    factories.practice("Title", title_fr="Formation professionnelle", title_es="Capacitación laboral")
    assert corrections("profesionnelle ") == [("profesionnelle", "professionnelle")]
    assert corrections("capacitacón ") == [("capacitacón", "capacitacion")]


def test_a_letter_that_is_doubled_comes_before_another_letter(practice) -> None:
    practice("Text message")
    for title in ("Ménage", "Ménages", "Le ménage"):
        practice(title)
    assert corrections("mesage ") == [("mesage", "message")]


@pytest.mark.parametrize(("typed", "meant"), [("Morroco", "morocco"), ("trafiking", "trafficking")])
def test_consonants_tell_more_than_how_many_have_a_word(practice, typed: str, meant: str) -> None:
    practice("Trafficking in Morocco")
    practice("Training"), practice("Training again")
    assert [one.used for one in search.snapshot().find(Query(parse(typed))).corrections] == [meant]
