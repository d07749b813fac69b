"""Bare tantivy: the floor for text. One plain index, one aggregation for all facets, one more for each selected one."""

from __future__ import annotations

import importlib.metadata
import shutil
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur

from benchmarks import entries, machine
from benchmarks.engines import Answer, Counts, store
from benchmarks.questions import PAGE_SIZE, Question

_WRITER_MEMORY = 120_000_000
_MOST_VALUES = 60_000


class Engine:
    VERSION = f"tantivy {importlib.metadata.version('tantivy')}"
    NOTES = "English only, no beginnings, no highlights. All words must be found."

    def __init__(self, folder: Path) -> None:
        self._facets = entries.facet_names(folder)
        self._schema = _schema(self._facets)
        self._index = tantivy.Index.open(str(store(folder, "tantivy")))
        self._searcher = self._index.searcher()

    @staticmethod
    def prepare(folder: Path) -> int:
        path = store(folder, "tantivy")
        shutil.rmtree(path)
        path.mkdir()
        facets = entries.facet_names(folder)
        writer = tantivy.Index(_schema(facets), path=str(path)).writer(heap_size=_WRITER_MEMORY, num_threads=1)
        for entry in entries.read(folder):
            texts = {name: getattr(entry, name) for name in entries.TEXTS}
            orders = {"id": entry.id, "newest": entry.newest, "by_title": entry.by_title}
            writer.add_document(tantivy.Document(**texts, **orders, **entry.facets))
        writer.commit()
        writer.wait_merging_threads()
        return machine.size_of(path)

    def can(self, question: Question) -> bool:
        return not question.is_ours

    def answer(self, question: Question) -> Answer:
        text = self._text(question)
        whole = self._filtered(text, question)
        order: dict[str, Any] = {}
        if question.by_title:
            order = {"order_by_field": "by_title", "order": tantivy.Order.Asc}
        elif not question.text:
            order = {"order_by_field": "newest", "order": tantivy.Order.Desc}
        found = self._searcher.search(whole, PAGE_SIZE, offset=question.offset, **order)
        ids = self._searcher.fast_field_values("id", [address for _score, address in found.hits])
        counts = self._aggregate(whole, [name for name in self._facets if name not in question.selections])
        for name in question.selections:
            counts |= self._aggregate(self._filtered(text, question, without=name), [name])
        return Answer([int(pk) for pk in ids if pk is not None], int(found.count), counts)  # type: ignore[attr-defined]

    def close(self) -> None:
        """There is nothing to let go of."""

    def _text(self, question: Question) -> tantivy.Query:
        if not question.text:
            return tantivy.Query.all_query()
        return self._index.parse_query(
            question.text, list(entries.TEXTS), field_boosts=entries.WEIGHTS, conjunction_by_default=True
        )

    def _filtered(self, text: tantivy.Query, question: Question, without: str = "") -> tantivy.Query:
        filters = [
            tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, name, list(values)), 0.0)
            for name, values in question.selections.items()
            if name != without
        ]
        return tantivy.Query.boolean_query([(Occur.Must, part) for part in (text, *filters)]) if filters else text

    def _aggregate(self, query: tantivy.Query, facets: list[str]) -> Counts:
        wanted = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in facets}
        answer = self._searcher.aggregate(query, wanted)
        return {name: {row["key"]: int(row["doc_count"]) for row in answer[name]["buckets"]} for name in facets}


def _schema(facets: list[str]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in entries.TEXTS:
        builder.add_text_field(name, tokenizer_name="en_stem")
    for name in ("id", "newest", "by_title"):
        builder.add_integer_field(name, fast=True)
    for name in facets:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()
