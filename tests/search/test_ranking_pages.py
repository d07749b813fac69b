"""Whatever the order, the pages of results together show each practice once, and in the order of one long page."""

from __future__ import annotations

import pytest

from practices import search
from practices.models import Practice
from practices.search import Query, parse, ranking
from tests import factories

SIZE = 7
QUESTIONS = {
    "all": "",
    "broad": "workers ",
    "narrow": "seafarers ",
    "broad and narrow": "workers seafarers ",
    "alternatives": "seafarers OR nurses ",
    "phrase": '"workers abroad" ',
    "excluded": "workers -seafarers ",
    "only excluded": "-seafarers ",
    "beginning": "sea",
    "name": "Morocco ",
    "relaxed": "workers seafarers quagga ",
    "relaxed with exact ones": "workers seafarers unique ",
    "misspelt": "seafarrers ",
}


@pytest.fixture
def _many(vocabulary: factories.Vocabulary) -> None:
    """Sixty practices, many of them alike to the letter, in an index of several segments."""
    for i in range(60):
        words = ["workers abroad" if i % 4 else "workers", "seafarers" if i % 2 else "nurses"]
        factories.practice(
            f"Title {i % 5}",
            title_fr=f"Titre {i % 3}" if i % 2 else "",
            summary_en=" ".join(words) + (" unique" if i in {7, 40} else ""),
            countries=[(vocabulary.countries[i % 2], "origin")],
            level="national" if i % 3 else "local",
            evidence_basis="named-practice" if i % 2 else "approach",
        )
        if i % 12 == 0:
            search.snapshot()
    # All in the same second, so that nothing but their number tells them apart.
    Practice.objects.update(published_at=Practice.objects.first().published_at)


@pytest.mark.usefixtures("_many")
def test_the_pages_together_are_one_long_page(monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests) -> None:
    snapshot = search.snapshot()
    for few, broad in [(2_000, 0.25), (10, 0.25), (10, 2.0), (0, 0.0)]:
        monkeypatch.setattr(ranking, "_FEW", few)
        monkeypatch.setattr(ranking, "_BROAD", broad)
        monkeypatch.setattr(ranking, "_MARGIN", 1)
        for name, text in QUESTIONS.items():
            for sort, language in [("best", "en"), ("title", "en"), ("title", "fr"), ("newest", "en"), ("named", "en")]:
                for selections in ({}, {"level": ("national",)}, {"level": ("-national",)}):
                    with subtests.test(few=few, broad=broad, question=name, sort=sort, language=language):
                        check(snapshot, Query(parse(text), selections, sort, language))


def check(snapshot: search.Snapshot, asked: Query) -> None:
    def page(offset: int, limit: int) -> list[int]:
        return snapshot.find(Query(asked.clauses, asked.selections, asked.sort, asked.language, offset, limit)).ids

    total = snapshot.find(asked).total
    assert total > SIZE or not total or asked.selections or "unique" in str(asked)
    whole = page(0, 1000)
    assert len(whole) == len(set(whole)) == total
    pages = [pk for offset in range(0, total, SIZE) for pk in page(offset, SIZE)]
    assert sorted(pages) == sorted(whole)
    assert pages == whole
    assert page(total, SIZE) == []


@pytest.mark.usefixtures("_many")
def test_how_many_there_are_changes_nothing_but_the_order_of_best_match(monkeypatch: pytest.MonkeyPatch) -> None:
    """The short way for few and the long way for many find the same, and order by title and date alike."""
    snapshot = search.snapshot()
    for text in QUESTIONS.values():
        for sort in ("best", "title", "newest", "named"):
            asked = Query(parse(text), {"level": ("national",), "country": ("-EG",)}, sort, "fr", 0, 1000)
            monkeypatch.setattr(ranking, "_FEW", 2_000)
            few = snapshot.find(asked)
            monkeypatch.setattr(ranking, "_FEW", 0)
            many = snapshot.find(asked)
            assert (sorted(few.ids), few.total, few.counts) == (sorted(many.ids), many.total, many.counts), text
            if asked.effective_sort != search.BEST:
                assert few.ids == many.ids, (text, sort)


@pytest.mark.parametrize("few", [2_000, 0])
@pytest.mark.usefixtures("_many")
def test_those_with_all_the_words_come_first_on_whatever_page(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(ranking, "_FEW", few)
    snapshot = search.snapshot()
    unique = set(Practice.objects.filter(summary_en__contains="unique").values_list("pk", flat=True))
    clauses = parse(QUESTIONS["relaxed with exact ones"])
    pages = [snapshot.find(Query(clauses, sort="best", offset=offset, limit=1)) for offset in range(3)]
    assert pages[0].relaxed
    assert {page.ids[0] for page in pages[: len(unique)]} & unique
    assert {pk for page in pages[: pages[0].exact] for pk in page.ids} <= unique


@pytest.mark.parametrize("few", [2_000, 0])
def test_a_word_in_the_title_counts_most_even_where_it_is_broad(practice, monkeypatch, few: int) -> None:
    monkeypatch.setattr(ranking, "_FEW", few)
    for _ in range(5):
        practice("One", summary_en="Nothing but workers.")
    wanted = practice("Workers").pk
    for _ in range(5):
        practice("One", summary_en="Nothing but workers.")
    assert search.snapshot().find(Query(parse("workers "), sort="best")).ids[0] == wanted
