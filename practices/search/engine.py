"""The index as a catalogue to ask: which practices have a word comes from tantivy, as does their order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import tantivy
from pyroaring import BitMap
from tantivy import Occur

from practices.vocabularies import Vocabularies

from . import analysis, names, schema
from .finding import Text
from .follow import Reader
from .query import BEST, NEWEST, Clause, Part, Phrase, Query, Word
from .spelling import Dictionary

Hit = tuple[Any, tantivy.DocAddress]  # a score or key, and where the document is
# How much the fields besides the best one add to a word's score.
_TIE_BREAKER = 0.2
# Added to the score of what has all the words, so that it stands before what has some.
_EXACT_FIRST = 1000.0
# From so many values on it makes no difference to the order which of them a practice has.
_MANY_VALUES = 20
_MOST_NEAR = 1000  # of the practices that come nearest, so many of the newest are looked at
_REMEMBERED = 500  # parts of questions whose practices an index remembers


class Index:
    """One state of the index, with the vocabularies of that moment."""

    def __init__(self, reader: Reader, vocabularies: Vocabularies) -> None:
        self._reader = reader
        self._searcher = reader.searcher
        self.names = names.of(vocabularies)

    @property
    def everything(self) -> BitMap:
        return self._reader.sets.everything

    @property
    def dictionary(self) -> Dictionary:
        memory = self._reader.memory
        if memory.dictionary is None:
            memory.dictionary = Dictionary(self._reader.sets.words | self.names.words)
        return memory.dictionary

    def having(self, part: Part) -> BitMap:
        """Return the practices in whose text a word or phrase stands. Remembered until the index changes."""
        memory = self._reader.memory.having
        if (found := memory.get(part)) is None:
            found = self._ids(_part(part)) & self.everything
            if len(memory) >= _REMEMBERED:
                memory.clear()
            memory[part] = found
        return found

    def holding(self, facet: str, values: Iterable[str]) -> BitMap:
        return self._reader.sets.holding(facet, values)

    def counts(self, facet: str, among: BitMap) -> dict[str, int]:
        return self._reader.sets.counts(facet, among)

    def page(self, text: Text, among: BitMap, query: Query) -> list[int]:
        ranked = self._ranked(text, query)
        if query.effective_sort == BEST:
            hits = self._searcher.search(ranked, query.limit, offset=query.offset, count=False).hits
        elif query.effective_sort == NEWEST:
            hits = self._ordered(ranked, schema.NEWEST, tantivy.Order.Desc, query.offset, query.limit)
        else:
            hits = self._by_title(ranked, query)
        return [pk for pk in self._pks(hits) if pk in among]

    def nearest(self, text: Text, among: BitMap, limit: int) -> list[int]:
        few = list(among)[-_MOST_NEAR:]
        wanted = [(Occur.Should, self._clause(clause)) for clause in text.wanted]
        one_of_them = _unscored(tantivy.Query.term_set_query(schema.build(), "id", few))
        query = tantivy.Query.boolean_query([(Occur.Must, one_of_them), *wanted])
        return self._pks(self._searcher.search(query, limit, count=False).hits)

    def _ids(self, query: tantivy.Query) -> BitMap:
        """Return the ids of everything that a query finds, by way of what it doesn't find where that is less."""
        count = _count(self._searcher.search(query, 1))
        if count * 2 <= len(self.everything):
            return BitMap(self._pks(self._searcher.search(query, max(count, 1), count=False).hits))
        others = tantivy.Query.boolean_query([(Occur.Must, tantivy.Query.all_query()), (Occur.MustNot, query)])
        left = max(self._searcher.num_docs - count, 1)
        return self.everything - BitMap(self._pks(self._searcher.search(others, left, count=False).hits))

    def _pks(self, hits: list[Hit]) -> list[int]:
        values = self._searcher.fast_field_values("id", [address for _key, address in hits])
        return [int(value) for value in values if value is not None]

    def _ordered(self, query: tantivy.Query, field: str, order: tantivy.Order, offset: int, limit: int) -> list[Hit]:
        found = self._searcher.search(query, limit, offset=offset, count=False, order_by_field=field, order=order)
        return found.hits

    def _by_title(self, ranked: tantivy.Query, query: Query) -> list[Hit]:
        """Order by the title in the reader's language, or in English where it has none, merged from both."""
        own, english = schema.title_key(query.language), schema.title_key("en")
        if own == english:
            return self._ordered(ranked, english, tantivy.Order.Asc, query.offset, query.limit)
        translated = tantivy.Query.exists_query(own)
        end = query.offset + query.limit
        lists = [
            self._ordered(
                tantivy.Query.boolean_query([(Occur.Must, ranked), (occur, translated)]),
                field,
                tantivy.Order.Asc,
                0,
                end,
            )
            for field, occur in ((own, Occur.Must), (english, Occur.MustNot))
        ]
        return sorted(itertools.chain(*lists), key=lambda hit: str(hit[0]))[query.offset : end]

    def _ranked(self, text: Text, query: Query) -> tantivy.Query:
        """Return a query that finds the practices of a text and of the selections, scored by the text."""
        filters = [
            (Occur.Must, _unscored(_any_value(name, values))) for name, values in query.selections.items() if values
        ]
        unwanted = [(Occur.MustNot, self._clause(clause)) for clause in text.excluded]
        wanted = [(Occur.Must, self._wanted(text))]
        return tantivy.Query.boolean_query([*wanted, *unwanted, *filters])

    def _wanted(self, text: Text) -> tantivy.Query:
        parts = [self._clause(clause) for clause in text.wanted]
        if not parts:
            return tantivy.Query.all_query()
        if not text.is_relaxed:
            return tantivy.Query.boolean_query([(Occur.Must, part) for part in parts])
        some = tantivy.Query.boolean_query(
            [(Occur.Should, part) for part in parts], minimum_number_should_match=max(text.least, 1)
        )
        all_of_them = tantivy.Query.boolean_query([(Occur.Must, part) for part in parts])
        exact_first = tantivy.Query.const_score_query(all_of_them, _EXACT_FIRST)
        return tantivy.Query.boolean_query([(Occur.Must, some), (Occur.Should, exact_first)])

    def _clause(self, clause: Clause) -> tantivy.Query:
        """Look for a clause in every field of every language and in names; the best of them counts."""
        return tantivy.Query.disjunction_max_query(
            [query for part in clause.all_parts for query in (_part(part), *self._named(part))]
        )

    def _named(self, part: Part) -> list[tantivy.Query]:
        values: dict[str, dict[str, None]] = {}
        for name in self.names.meant_by(part):
            values.setdefault(name.facet, {})[name.value] = None
        return [
            tantivy.Query.boost_query(query, schema.NAME_WEIGHT)
            for facet, named in values.items()
            for query in (
                [_any_value(facet, named)]
                if len(named) > _MANY_VALUES
                else [_term(schema.facet_field(facet), value) for value in named]
            )
        ]


def _part(part: Part) -> tantivy.Query:
    """Look for a word or phrase in every field of every language."""
    parts = []
    for language in analysis.STEMMERS:
        for name, weight in schema.WEIGHTS.items():
            field = schema.text_field(name, language)
            query = _phrase(part, language, field) if isinstance(part, Phrase) else _word(part, language, field)
            parts.append(tantivy.Query.boost_query(query, weight))
    return tantivy.Query.disjunction_max_query(parts, tie_breaker=_TIE_BREAKER)


def _word(word: Word, language: str, field: str) -> tantivy.Query:
    terms = [_term(field, stem) for stem in sorted(replace(word, completions=()).stems(language))]
    if word.completions:
        longer = tantivy.Query.term_set_query(schema.build(), field, sorted(word.stems(language)))
        terms.append(tantivy.Query.boost_query(longer, schema.COMPLETION_WEIGHT))
    return terms[0] if len(terms) == 1 else tantivy.Query.disjunction_max_query(terms)


def _phrase(phrase: Phrase, language: str, field: str) -> tantivy.Query:
    stems = phrase.stems(language)
    if not stems:
        return tantivy.Query.empty_query()
    if len(stems) == 1:
        return _term(field, stems[0][1])
    return tantivy.Query.phrase_query(schema.build(), field, list(stems))


def _any_value(facet: str, values: Iterable[str]) -> tantivy.Query:
    return tantivy.Query.term_set_query(schema.build(), schema.facet_field(facet), list(values))


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def _term(field: str, value: str | int) -> tantivy.Query:
    return tantivy.Query.term_query(schema.build(), field, value)


def _count(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # tantivy's stubs forget it
