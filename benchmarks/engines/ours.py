"""The catalogue's own search: ids, total, the counts of all facets, and the highlights of the page's cards."""

from __future__ import annotations

import importlib.metadata
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from benchmarks import machine
from benchmarks.engines import Answer
from benchmarks.questions import PAGE_SIZE, Question
from practices import search
from practices.models import Practice
from practices.search import matching


class Engine:
    """It finds the index at DATA_DIR, as the site does. The titles and summaries of cards are given, not measured."""

    VERSION = f"this repository, on tantivy {importlib.metadata.version('tantivy')}"
    NOTES = (
        "Three languages, British and American spelling, the last word as a beginning, and less than all words where "
        "hardly anything has all of them. Its times include the highlights of 20 cards."
    )

    def __init__(self, folder: Path) -> None:
        self._texts: dict[int, tuple[str, str]] = {}
        search.require_index()

    @staticmethod
    def prepare(folder: Path) -> int:
        call_command("index", "--if-needed")
        return machine.size_of(settings.SEARCH_INDEX_DIR)

    def can(self, question: Question) -> bool:
        return True

    def answer(self, question: Question) -> Answer:
        query = _query(question)
        found = search.snapshot().find(query)
        self._highlight(query, found.ids)
        return Answer(found.ids, found.total, found.counts)

    def first(self, question: Question) -> float:
        """Answer a question that was not asked before. Return the seconds without those for reading the cards."""
        started = time.perf_counter()
        query = _query(question)
        ids = search.snapshot().find(query).ids
        found_at = time.perf_counter()
        self._read(ids)
        read_at = time.perf_counter()
        self._highlight(query, ids)
        return time.perf_counter() - read_at + found_at - started

    def close(self) -> None:
        """There is nothing to let go of."""

    def _read(self, ids: list[int]) -> None:
        for pk, title, summary in Practice.objects.filter(pk__in=ids).values_list("pk", "title", "summary"):
            self._texts[pk] = (title, summary)

    def _highlight(self, query: search.Query, ids: list[int]) -> None:
        if not query.clauses:
            return
        wanted = [part for clause in query.clauses if not clause.is_excluded for part in clause.all_parts]
        if not self._texts.keys() >= set(ids):
            self._read(ids)
        for pk in ids:
            for text in self._texts[pk]:
                words = matching.Text(text, query.language)
                matching.pieces(text, (span for part in wanted for span in words.spans(part)))


def _query(question: Question) -> search.Query:
    ordered = search.BEST if question.text else search.NEWEST
    return search.Query(
        clauses=search.parse(question.text),
        selections=question.selections,
        sort=search.TITLE if question.by_title else ordered,
        offset=question.offset,
        limit=PAGE_SIZE,
    )
