"""The index as a catalogue to ask: which practices have a word comes from tantivy, who holds a value from the sets."""

from __future__ import annotations

from collections.abc import Iterable

import tantivy
from pyroaring import BitMap
from tantivy import Occur

from practices.taxonomy.facets import SEARCHED
from practices.taxonomy.vocabularies import Vocabularies

from . import names, queries, schema
from .finding import TextFound
from .follow import Reader
from .query import Clause, Part, Query
from .ranking import Ranking
from .spelling import Dictionary
from .understanding import spelled


class Index:
    """One state of the index, with the vocabularies of that moment."""

    def __init__(self, reader: Reader, vocabularies: Vocabularies) -> None:
        self._reader = reader
        self._searcher = reader.searcher
        self.names = names.of(vocabularies)
        self._ranking = Ranking(
            reader.searcher, self.names, len(reader.sets.everything), self._frequency_in, reader.memory.vectors
        )

    @property
    def everything(self) -> BitMap:
        return self._reader.sets.everything

    @property
    def dictionary(self) -> Dictionary:
        memory = self._reader.memory
        if memory.dictionary is None:
            memory.dictionary = Dictionary(self._reader.sets.words | self.names.spellings)
        return memory.dictionary

    def having(self, part: Part) -> BitMap:
        """Return the practices in whose text a word or phrase stands. Remembered until the index changes."""
        return self._reader.memory.having(part, lambda among: self._find(part, among))

    def are_several(self, part: Part) -> bool:
        """Whether more than one practice has a word or phrase in its text."""
        return len(self._searcher.search(queries.part(part), 2, count=False).hits) > 1

    def having_among(self, part: Part, ids: list[int]) -> list[int]:
        """Return those of a few practices in whose text a word or phrase stands."""
        if self._reader.memory.knows(part) or not ids:
            return [pk for pk in ids if pk in self.having(part)]
        return list(self._find(part, BitMap(ids)))

    def holding(self, facet: str, values: Iterable[str]) -> BitMap:
        return self._reader.sets.holding(facet, values)

    def counts(self, facet: str, among: BitMap) -> dict[str, int]:
        return self._reader.sets.counts(facet, among)

    def page(self, text: TextFound, among: BitMap, query: Query) -> list[int]:
        return self._ranking.page(text, among, query)

    def first(self, among: BitMap, query: Query) -> list[int]:
        return self._ranking.first(among, query)

    def nearest(self, text: TextFound, among: BitMap, limit: int) -> list[int]:
        return self._ranking.nearest(text, among, limit)

    def titled(self, clauses: Iterable[Clause], limit: int) -> list[int]:
        """Return some practices in whose title all the clauses stand, best first."""
        wanted = [
            tantivy.Query.disjunction_max_query([queries.part(part, ["title"]) for part in clause.own_parts])
            for clause in spelled(self, (clause for clause in clauses if not clause.is_excluded))
        ]
        if not wanted:
            return []
        query = tantivy.Query.boolean_query([(Occur.Must, part) for part in wanted])
        return self.best(query, limit)

    def best(self, query: tantivy.Query, limit: int) -> list[int]:
        """Return what a query finds, best first."""
        return queries.ids(self._searcher, self._searcher.search(query, limit, count=False).hits)

    def values_of(self, practice_id: int) -> dict[str, list[str]]:
        """Return the values of one practice."""
        names = [facet.name for facet in SEARCHED]
        return self._reader.sets.values_of([practice_id], names)[practice_id]

    def frequency(self, stem: str) -> int:
        """Return at most how often practices have an English stem in title, summary or body, each counted."""
        return sum(self._frequency_in(schema.text_field(part, "en"), stem) for part in schema.WEIGHTS)

    def _frequency_in(self, field: str, term: str) -> int:
        return self._reader.memory.frequency(field, term, lambda: int(self._searcher.doc_freq(field, term)))

    def _find(self, part: Part, among: BitMap | None) -> BitMap:
        """Return the practices in whose text a word or phrase stands: of all, or of some."""
        query = queries.part(part)
        if among is None:
            return self._ids(query) & self.everything
        both = [(Occur.Must, queries.unscored(query)), (Occur.Must, queries.any_id(among))]
        return BitMap(self.best(tantivy.Query.boolean_query(both), len(among))) & self.everything

    def _ids(self, query: tantivy.Query) -> BitMap:
        """Return the ids of everything that a query finds, by way of what it doesn't find where that is less."""
        count = int(self._searcher.search(query, 1).count)
        if count * 2 <= len(self.everything):
            return BitMap(queries.ids(self._searcher, self._searcher.search(query, max(count, 1), count=False).hits))
        others = tantivy.Query.boolean_query([(Occur.Must, tantivy.Query.all_query()), (Occur.MustNot, query)])
        left = max(self._searcher.num_docs - count, 1)
        found = self._searcher.search(others, left, count=False)
        return self.everything - BitMap(queries.ids(self._searcher, found.hits))
