"""A sentence encoder may put answers that lack words into another order. It changes nothing else, and may fail."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from practices import checks, search
from practices.models import Practice
from practices.search import Query, Results, encoder, parse
from tests import factories

pytestmark = pytest.mark.django_db
QUESTION = "orchards nurses quaggas"  # two of three words: relaxed


class Fake:
    """Takes the question and what tells of picking for the same. It needs no package."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: list[str]) -> list[list[float]]:
        self.read += texts
        return [[1.0, 0.0] if text == QUESTION or "picking" in text else [0.0, 1.0] for text in texts]


class Broken:
    def encode(self, texts: list[str]) -> list[list[float]]:
        raise RuntimeError("out of memory")


@pytest.fixture
def fake(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Fake:
    settings.SEARCH_ENCODER = True
    made = Fake()
    monkeypatch.setattr(encoder, "_load", lambda: made)
    return made


@pytest.fixture(autouse=True)
def _practices(vocabulary: factories.Vocabulary) -> None:
    """By words, the rare orchards come first, and first of all in a title."""
    for i in range(6):
        factories.practice(
            f"Nurses {i}", summary_en="picking" if i == 2 else "", level="national" if i % 2 else "local"
        )
    factories.practice("Orchards", level="national")
    factories.practice("Fruit", summary_en="Orchards", level="local")


def ask(text: str = QUESTION, **more: object) -> Results:
    return search.snapshot().find(Query(parse(f"{text} "), sort="best", text=text, **more))  # type: ignore[arg-type]


def titles(results: Results) -> list[str]:
    found = Practice.objects.in_bulk(results.ids)
    return [found[pk].title_en for pk in results.ids]


def by_words(settings: Any, **more: object) -> Results:
    settings.SEARCH_ENCODER = False
    return ask(**more)  # type: ignore[arg-type]


def test_what_means_the_same_comes_first_and_nothing_else_changes(fake: Fake, settings: Any) -> None:
    fused = ask()
    assert fused.relaxed
    assert titles(fused)[:2] == ["Nurses 2", "Orchards"]
    words = by_words(settings)
    assert titles(words)[:2] == ["Orchards", "Fruit"]
    assert (sorted(fused.ids), fused.total, fused.counts) == (sorted(words.ids), words.total, words.counts)


def test_selections_are_obeyed(fake: Fake) -> None:
    assert titles(ask(selections={"level": ("local",)}))[:2] == ["Nurses 2", "Fruit"]
    assert "Nurses 2" not in titles(ask(selections={"level": ("national",)}))


def test_the_pages_together_are_one_long_page(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    for most in (50, 3):
        monkeypatch.setattr("practices.search.ranking._LOOKED_AT_AGAIN", most)
        whole = ask().ids
        assert [pk for offset in range(0, 8, 2) for pk in ask(offset=offset, limit=2).ids] == whole
        assert len(set(whole)) == 8


@pytest.mark.parametrize("text", ["nurses", "orchards", "quaggas nurses -fruit", '"nurses"'])
def test_it_is_asked_only_where_words_are_missing_and_none_is_excluded(fake: Fake, text: str) -> None:
    ask(text)
    assert fake.read == []


def test_other_orders_do_not_ask_it(fake: Fake) -> None:
    search.snapshot().find(Query(parse(QUESTION), sort="newest", text=QUESTION))
    assert fake.read == []


def test_a_practice_is_read_once_until_it_changes(fake: Fake) -> None:
    ask()
    assert len(fake.read) == 9  # and the question
    ask()
    assert fake.read[9:] == [QUESTION]
    changed = Practice.objects.get(title_en="Nurses 0")
    changed.summary_en = "Also picking"
    changed.save()
    assert "Nurses 0" in titles(ask())[:2]
    assert fake.read[10:] == ["Nurses 0. Also picking", QUESTION]


def test_what_is_read_and_remembered_is_bounded(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_MOST", 5)
    monkeypatch.setattr(encoder, "_LONGEST", 4)
    known: dict[int, encoder.Vector] = {999: [0.0, 1.0]}
    pks = list(Practice.objects.values_list("pk", flat=True))
    encoder.ordered(QUESTION, dict.fromkeys(pks, 1.0), known)
    assert 999 not in known
    assert max(map(len, fake.read[:-1])) == 4


@pytest.mark.parametrize("fault", ["raises", "cannot be loaded", "takes too long"])
def test_whatever_it_fails_at_the_words_decide(
    fake: Fake, settings: Any, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "takes too long":
        monkeypatch.setattr(encoder, "_SECONDS", -1)
    else:
        monkeypatch.setattr(encoder, "_load", Broken if fault == "raises" else lambda: None)
    asked = ask()
    assert asked.ids == by_words(settings).ids


def test_the_package_is_not_imported_unless_it_is_asked_for(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_load", pytest.fail)
    settings.SEARCH_ENCODER = False
    ask()


def test_a_package_that_cannot_be_imported_is_told_and_not_tried_again(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SEARCH_ENCODER = True
    monkeypatch.setattr(encoder, "PACKAGE", "no_such_package")
    encoder._load.cache_clear()
    assert ask().ids
    assert ask().ids
    assert [record.message for record in caplog.records if record.name == encoder.__name__] == [
        "The sentence encoder can't be loaded: the words alone decide."
    ]
    encoder._load.cache_clear()


def test_checks_tell_that_it_is_missing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "PACKAGE", "no_such_package")
    assert checks.encoder_is_installed(None) == []
    settings.SEARCH_ENCODER = True
    (told,) = checks.encoder_is_installed(None)
    assert "make encoder" in str(told.hint)
    call_command("check")
