"""The catalogue's own search: ids, total, the counts of all facets, and the page's cards with the hits marked."""

from __future__ import annotations

import importlib.metadata
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from benchmarks import machine
from benchmarks.engines import Answer, Pairs
from benchmarks.questions import PAGE_SIZE, Question
from practices import search
from practices.models import Practice
from practices.search.highlights import Highlights
from practices.taxonomy.facets import HELD


class Engine:
    """It finds the index at DATA_DIR, as the site does. The practices of the cards are given, not measured."""

    VERSION = f"this repository, on tantivy {importlib.metadata.version('tantivy')}"
    NOTES = (
        "Three languages, names, synonyms, British and American spelling, the last word as a beginning, corrections, "
        "and less than all words where hardly anything has all of them. Its times include marking 20 titles and "
        "summaries."
    )

    def __init__(self, folder: Path) -> None:
        self._practices: dict[int, Practice] = {}
        search.require_index()

    @staticmethod
    def prepare(folder: Path) -> int:
        call_command("index", "--if-needed")
        return machine.size_of(settings.SEARCH_INDEX_DIR)

    def can(self, question: Question) -> bool:
        return True

    def answer(self, question: Question) -> Answer:
        snapshot = search.snapshot()
        found = snapshot.find(_query(question))
        self._read(found.ids)
        self._mark(snapshot, found)
        return Answer(found.ids, found.total, {facet.name: found.counts[facet.name] for facet in HELD})

    def crossed(self, rows: str, columns: str) -> Pairs:
        snapshot = search.snapshot()
        everything = snapshot.find(search.Query(limit=1)).found
        counted = snapshot.crossing(everything, search.Cross(rows, columns, "evidence_basis", (), ())) or {}
        pairs = {place: sum(counts.values()) for place, counts in counted.items() if search.ALL not in place}
        return {f"{row} {column}": count for (row, column), count in pairs.items() if count}

    def first(self, question: Question) -> float:
        """Answer a question that was not asked before. Return the seconds without those for reading the practices."""
        started = time.perf_counter()
        snapshot = search.snapshot()
        found = snapshot.find(_query(question))
        found_at = time.perf_counter()
        self._read(found.ids)
        read_at = time.perf_counter()
        self._mark(snapshot, found)
        return time.perf_counter() - read_at + found_at - started

    def close(self) -> None:
        """There is nothing to let go of."""

    def _read(self, ids: list[int]) -> None:
        if missing := [pk for pk in ids if pk not in self._practices]:
            self._practices |= Practice.objects.in_bulk(missing)

    def _mark(self, snapshot: search.Snapshot, found: search.Results) -> None:
        """Mark what was searched for in title and summary of every card."""
        for pk in found.ids:
            shown = Highlights(self._practices[pk], {}, found.clauses, snapshot.names)
            _texts = (shown.title, shown.summary)


def _query(question: Question) -> search.Query:
    ordered = search.BEST if question.text else search.NEWEST
    return search.Query(
        clauses=search.parse(question.text),
        selections=question.selections,
        sort=search.TITLE if question.by_title else ordered,
        offset=question.offset,
        limit=PAGE_SIZE,
    )
