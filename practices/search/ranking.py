"""The order of results. Which practices are found is known by now (`finding.py`); tantivy puts them in order.

A word that very many practices have says little about which of them is best, and costs most to look for. So it
counts in titles and as a whole name alone, and whether a practice has it is looked up among what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import tantivy
from pyroaring import BitMap
from tantivy import Occur

from practices.taxonomy.facets import BY_NAME

from . import encoder, queries, schema
from .finding import TextFound
from .names import Names
from .query import BEST, Query
from .scoring import Frequency, Scoring
from .store import Guarded

_FEW = 200  # practices: up to here they are named one by one
_MOST_NEAR = 1_000  # practices looked at for the nearest
_BROAD = 0.25  # of all practices: a word that more of them have is broad
_MARGIN = 20
_LOOKED_AT_AGAIN = 50  # practices: the best of many

Hit = tuple[Any, tantivy.DocAddress]  # a score or key, and where the document is
Fetch = Callable[[int, int], list[Hit]]  # limit, offset


@dataclass(frozen=True)
class Plan:
    """A query in tantivy's form, and whether it finds just the practices wanted, or others besides."""

    query: tantivy.Query
    finds_others: bool


@dataclass(frozen=True)
class Ranking:
    """Puts practices of an index in order."""

    searcher: Guarded
    names: Names
    size: int  # all practices
    frequency: Frequency
    vectors: dict[int, encoder.Vector]  # of practices, as the encoder knows them

    def page(self, text: TextFound, among: BitMap, asked: Query) -> list[int]:
        """Return one page of some practices, in the order asked for."""
        if asked.effective_sort != BEST:
            return list(self._run(text, among, asked))
        first, rest = among & text.first, among - text.first
        ids = self._best(text, first, asked) if asked.offset < len(first) else []
        left = replace(asked, offset=max(0, asked.offset - len(first)), limit=asked.limit - len(ids))
        return [*ids, *self._best(text, rest, left)] if left.limit and rest else ids

    def first(self, among: BitMap, asked: Query) -> list[int]:
        """Return one page of some practices, without words, in the order asked for. The query finds all of them."""
        plan = self._plan(TextFound((), [], among, among, 0), among, asked)
        return list(_walk(self.searcher, self._fetch(plan.query, asked), among, asked, len(among) > _FEW))

    def nearest(self, text: TextFound, among: BitMap, limit: int) -> list[int]:
        """Return those of some practices that come nearest to a text. Of very many, the newest are looked at."""
        return list(self._scored(text, list(among)[-_MOST_NEAR:], limit))

    def _best(self, text: TextFound, among: BitMap, asked: Query) -> list[int]:
        """Return one page of some practices, best match first. Where words are missing, the best are looked at once
        more by what they mean, if there is an encoder.
        """
        is_clear = not text.is_relaxed or text.excluded or not asked.text
        if is_clear or asked.offset >= _LOOKED_AT_AGAIN or not encoder.loaded():
            return list(self._by_words(text, among, asked))
        end = asked.offset + asked.limit
        found = self._by_words(text, among, replace(asked, offset=0, limit=max(end, _LOOKED_AT_AGAIN)))
        best = dict(islice(found.items(), _LOOKED_AT_AGAIN))
        rest = islice(found, _LOOKED_AT_AGAIN, None)
        return [*encoder.ordered(asked.text, best, self.vectors), *rest][asked.offset : end]

    def _by_words(self, text: TextFound, among: BitMap, asked: Query) -> dict[int, Any]:
        """Return one page of some practices with their scores, best match first. Of many the best are looked at once
        more: how near to each other the words stand. To ask that of all would take long.
        """
        if len(among) <= _FEW:
            return self._scored(text, among, asked.limit, asked.offset)
        nearness = self._scoring(text).nearness(_BROAD * self.size)
        if asked.offset >= _LOOKED_AT_AGAIN or not nearness:
            return self._run(text, among, asked)
        end = asked.offset + asked.limit
        found = self._run(text, among, replace(asked, offset=0, limit=max(end, _LOOKED_AT_AGAIN)))
        best = list(found)[:_LOOKED_AT_AGAIN]
        near = self.searcher.search(_all_of([queries.any_id(best)], nearness), len(best), count=False)
        found |= {pk: found[pk] + added for pk, added in queries.scores(self.searcher, near.hits).items()}
        best.sort(key=lambda pk: -found[pk])
        ids = dict.fromkeys([*best, *found])
        return {pk: found[pk] for pk in islice(ids, asked.offset, end)}

    def _scored(self, text: TextFound, among: Iterable[int], limit: int, offset: int = 0) -> dict[int, Any]:
        """Return those of a few practices that score most by all words, in full, with their scores."""
        scoring = self._scoring(text)
        clauses = [scoring.clause(*each) for each in zip(text.wanted, text.sets, strict=True)]
        if clauses and not text.is_relaxed and not text.excluded and among == text.exact:
            query = _all_of(clauses, scoring.nearness())  # the same practices, and quicker than by their ids
        else:
            query = _all_of([queries.any_id(among)], [*clauses, *scoring.nearness()])
        return queries.scores(self.searcher, self.searcher.search(query, limit, offset=offset, count=False).hits)

    def _scoring(self, text: TextFound) -> Scoring:
        return Scoring(text, self.names, self.size, self.frequency)

    def _run(self, text: TextFound, among: BitMap, asked: Query) -> dict[int, Any]:
        plan = self._plan(text, among, asked)
        return _walk(self.searcher, self._fetch(plan.query, asked), among, asked, plan.finds_others)

    def _plan(self, text: TextFound, among: BitMap, asked: Query) -> Plan:
        if len(among) <= _FEW:
            return Plan(queries.any_id(among), False)
        scoring = self._scoring(text)
        selected = [(BY_NAME[name], *BY_NAME[name].told_apart(values)) for name, values in asked.selections.items()]
        required = [queries.any_value(facet.stands_in, values) for facet, values, _left_out in selected if values]
        barred = [queries.any_value(facet.stands_in, values) for facet, _wanted, values in selected if values]
        hints: list[tantivy.Query] = []
        is_partial = bool(text.excluded) or asked.within is not None
        for clause, pks in zip(text.wanted, text.sets, strict=True):
            if len(pks) > _BROAD * self.size:
                hints.append(scoring.headline(clause, pks))
                is_partial = True
            elif text.is_relaxed:
                hints.append(scoring.clause(clause, pks))
            else:
                required.append(scoring.clause(clause, pks))
        if not required:
            required = [queries.unscored(tantivy.Query.all_query())]
        return Plan(_all_of(required, hints, barred), is_partial or text.is_relaxed)

    def _fetch(self, query: tantivy.Query, asked: Query) -> Fetch:
        """Return what fetches a run of practices in the order asked for."""
        if asked.effective_sort == BEST:
            return lambda limit, offset: self.searcher.search(query, limit, offset=offset, count=False).hits
        if asked.effective_sort in schema.ORDERS:
            return self._ordered(query, asked.effective_sort, tantivy.Order.Desc)
        own, english = schema.title_key(asked.language), schema.title_key("en")
        if own == english:
            return self._ordered(query, english, tantivy.Order.Asc)
        return self._merged(query, own, english)

    def _ordered(self, query: tantivy.Query, field: str, order: tantivy.Order) -> Fetch:
        def fetch(limit: int, offset: int) -> list[Hit]:
            found = self.searcher.search(query, limit, offset=offset, count=False, order_by_field=field, order=order)
            return list(found.hits)

        return fetch

    def _merged(self, query: tantivy.Query, own: str, english: str) -> Fetch:
        """Order by the title in one language, or in English where there is none."""
        translated = tantivy.Query.exists_query(own)
        lists = [
            self._ordered(
                tantivy.Query.boolean_query([(Occur.Must, query), (occur, translated)]), field, tantivy.Order.Asc
            )
            for field, occur in ((own, Occur.Must), (english, Occur.MustNot))
        ]

        def fetch(limit: int, offset: int) -> list[Hit]:
            hits = [hit for ordered in lists for hit in ordered(offset + limit, 0)]
            return sorted(hits, key=lambda hit: str(hit[0]))[offset : offset + limit]

        return fetch


def _all_of(
    required: list[tantivy.Query], hints: list[tantivy.Query], barred: list[tantivy.Query] | None = None
) -> tantivy.Query:
    """Look for what meets all that is required and nothing that is barred. What meets hints as well comes first."""
    parts = [(Occur.Must, query) for query in required] + [(Occur.Should, query) for query in hints]
    return tantivy.Query.boolean_query([*parts, *((Occur.MustNot, query) for query in barred or ())])


def _walk(searcher: Guarded, fetch: Fetch, among: BitMap, asked: Query, finds_others: bool) -> dict[int, Any]:
    """Return one page of those found that are wanted, in order, each with its score or key. Fetches more and more until
    there are enough.
    """
    if not finds_others:
        hits = queries.scores(searcher, fetch(asked.limit, asked.offset))
        return {pk: key for pk, key in hits.items() if pk in among}
    end = asked.offset + asked.limit
    size = end + _MARGIN
    while True:
        hits = queries.scores(searcher, fetch(size, 0))
        wanted = [(pk, key) for pk, key in hits.items() if pk in among]
        if len(wanted) >= end or len(hits) < size:
            return dict(wanted[asked.offset : end])
        size *= 4
