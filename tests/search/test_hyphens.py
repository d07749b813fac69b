"""A word with a hyphen, and the same word without, are one: in texts, questions, names and synonyms."""

from __future__ import annotations

import pytest
from django.test import Client

from practices import search
from practices.models import PolicyArea, Synonym
from practices.search import BEST, Query, Results, parse
from practices.search.matching import Text, pieces
from practices.search.query import Phrase, Word

ONE = [
    ("codevelopment", "co-development"),
    ("predeparture", "pre-departure"),
    ("cooperation", "co-operation"),
    ("selfemployment", "self-employment"),
    ("antitrafficking", "anti-trafficking"),
    ("multicountry", "multi-country"),
    ("email", "e-mail"),
    ("online", "on-line"),
    ("startup", "start-up"),
    ("followup", "follow-up"),
    ("autoempleo", "auto-empleo"),
    ("codéveloppement", "co\N{NON-BREAKING HYPHEN}développement"),
]


def ask(text: str) -> Results:
    return search.snapshot().find(Query(parse(f"{text} "), sort=BEST, limit=100))


@pytest.mark.both_databases
@pytest.mark.parametrize(("whole", "parted"), ONE)
def test_both_spellings_find_both(practice, whole: str, parted: str) -> None:
    wanted = {practice(f"Training {whole} abroad").pk, practice(f"Training {parted} abroad").pk}
    practice("The company helps development, country and departure of its own. Mail, lines and follow.")
    for asked in (whole, parted, whole.capitalize(), f"training {parted}", f'"{whole}"', f'"{parted} abroad"'):
        results = ask(asked)
        assert (set(results.ids), results.corrections, results.missing) == (wanted, (), ()), asked


@pytest.mark.both_databases
@pytest.mark.parametrize(("whole", "parted"), ONE)
def test_what_excludes_one_excludes_the_other(practice, whole: str, parted: str) -> None:
    practice(f"Training {whole} abroad")
    practice(f"Training {parted} abroad")
    other = practice("Training")
    for asked in (f"training -{whole}", f"training -{parted}", f"training NOT {parted}"):
        assert ask(asked).ids == [other.pk], asked


@pytest.mark.parametrize(("text", "asked"), [("co-development", "codevelopment"), ("pre-selected", "preselection")])
def test_any_form_of_it_is_found(practice, text: str, asked: str) -> None:
    wanted = practice(f"Funds for {text}").pk
    assert ask(asked).ids == [wanted]
    assert ask(f"{asked}s").ids == [wanted]


def test_each_half_is_found_as_before(practice) -> None:
    wanted = practice("Before-departure courses, self-employment, Italy-Tunisia").pk
    for asked in ("departure", "employment", "Tunisia", "Italy-Tunisia", "Tunisia-Italy"):
        assert ask(asked).ids == [wanted], asked


def test_words_that_were_typed_as_one_are_taken_apart_and_told(practice) -> None:
    wanted = practice("A text message for each worker").pk
    practice("A text", summary_en="and its message")
    results = ask("textmessage")
    assert results.ids == [wanted]
    assert [(one.typed, one.used) for one in results.corrections] == [("textmessage", "text message")]


def test_a_misspelt_word_with_a_prefix_is_corrected(practice) -> None:
    wanted = practice("Pre-departure courses").pk
    assert ask("predepature").ids == [wanted]


def test_it_is_highlighted_whole(practice, client: Client) -> None:
    practice("Pre-departure courses")
    page = client.get("/practices/", {"q": "predeparture"}).content.decode()
    assert "<mark>Pre-departure</mark> courses" in page


def test_it_is_marked_where_it_stands() -> None:
    text = Text("Co-development, e-mail", "en")
    assert [piece.text for piece in pieces(text.text, text.spans(Word("codevelopment"))) if piece.is_hit] == [
        "Co-development"
    ]
    assert [piece.text for piece in pieces(text.text, text.spans(Word("email"))) if piece.is_hit] == ["e-mail"]
    assert not text.has(Phrase(("codevelopment", "email")))
    assert not text.has(Phrase(("mail", "codevelopment")))


@pytest.mark.parametrize(("name", "asked"), [("Co-development", "codevelopment"), ("Codevelopment", "co-development")])
def test_names_are_found_in_either_spelling(practice, name: str, asked: str) -> None:
    area = PolicyArea.objects.create(slug="area", name_en=name, order=1)
    wanted = practice("Funds", policy_areas=[area]).pk
    practice("Other")
    assert ask(asked).ids == [wanted]
    names = search.snapshot().names
    assert [one.value for one in names.called(parse(f"{asked} ")[0].words[0].words) if asked == "codevelopment"] in (
        ["area"],
        [],
    )
    assert [one.value for one in names.beginning_with(["codev"], "policy_area")] == ["area"]


@pytest.mark.parametrize(("member", "asked"), [("e-training", "etraining"), ("webinar", "web-inar"), ("co-op", "coop")])
def test_synonyms_are_known_in_either_spelling(practice, member: str, asked: str) -> None:
    wanted = practice("Distance learning").pk
    practice("Other")
    Synonym.objects.create(words=f"{member}\ndistance learning")
    assert ask(asked).ids == [wanted]
    assert ask(member).ids == [wanted]


@pytest.mark.both_databases
@pytest.mark.parametrize(("text", "asked"), [("predeparture course", "SMS"), ("pre-departure course", "SMS")])
def test_synonyms_find_either_spelling(practice, text: str, asked: str) -> None:
    wanted = practice(text.capitalize()).pk
    practice("Other")
    Synonym.objects.create(words="SMS\npre-departure course")
    assert ask(asked).ids == [wanted]
