"""What practices score for the words of a question, in tantivy's form.

A score is the sum over the words of how rare the word is, times how well the practice meets it. How rare a word is
tells the number of practices that meet it, in whatever field and language and by whatever name: tantivy counts each
field by itself, and takes a word that few titles have for rare though every text has it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import tantivy
from pyroaring import BitMap

from . import analysis, queries, schema
from .finding import TextFound
from .names import Name, Names
from .query import Clause, Part, Phrase, Word

# How much the fields, languages and names besides the best one add to a word's score.
_TIE_BREAKER = 0.2
_SYNONYM_WEIGHT = 0.7
# What words are worth that stand beside each other as they were typed, and how many others may stand between them.
_NEARNESS, _SLOP = 0.5, 2

_MANY_STEMS = 50

Frequency = Callable[[str, str], int]  # of a field and a term: how many practices have it


class Scoring:
    """The scores of one question."""

    def __init__(self, text: TextFound, names: Names, size: int, frequency: Frequency) -> None:
        self._text = text
        self._names = names
        self._size = size
        self._frequency = frequency

    def clause(self, asked: Clause, found: BitMap) -> tantivy.Query:
        """Score what meets a clause, in every field of every language and in names. The best of them counts."""
        return self._weighed(asked, found, lambda part: (*self._part(part), *self._named(part)))

    def headline(self, asked: Clause, found: BitMap) -> tantivy.Query:
        """Score a clause in titles, and names that are nothing but it."""

        def queries_of(part: Part) -> Iterator[tantivy.Query]:
            whole = [name for name in self._names.meant_by(part) if len(name.words) == len(part.words)]
            yield from self._part(part, ["title"])
            yield from self._named(part, whole)

        return self._weighed(asked, found, queries_of)

    def nearness(self, most: float = math.inf) -> list[tantivy.Query]:
        """Score words that follow each other in the question where they do so in a text, but for two words that more
        than `most` practices have.
        """
        words = [(_only_word(clause), len(pks)) for clause, pks in zip(self._text.wanted, self._text.sets, strict=True)]
        pairs = [
            self._pair(first, second, _NEARNESS * (self._rarity(one) + self._rarity(other)) / 2)
            for (first, one), (second, other) in pairwise(words)
            if first and second and min(one, other) <= most
        ]
        return [query for query in pairs if query]

    def _weighed(
        self, asked: Clause, found: BitMap, queries_of: Callable[[Part], Iterable[tantivy.Query]]
    ) -> tantivy.Query:
        """Score a clause by the best of its parts. What was typed counts more than what means the same."""
        others = {synonym.part for synonym in asked.synonyms}.difference(asked.parts)
        parts = [
            tantivy.Query.boost_query(query, _SYNONYM_WEIGHT) if part in others else query
            for part in asked.all_parts
            for query in queries_of(part)
        ]
        if not parts:
            return tantivy.Query.empty_query()
        best = tantivy.Query.disjunction_max_query(parts, tie_breaker=_TIE_BREAKER)
        return tantivy.Query.boost_query(best, self._rarity(len(found)))

    def _rarity(self, count: int) -> float:
        """Return how much it tells to have what this many have: hardly anything if all do (BM25's formula)."""
        others = max(self._size - count, 0)
        return math.log(1 + (others + 0.5) / (count + 0.5))

    def _part(self, asked: Part, fields: Iterable[str] = tuple(schema.WEIGHTS)) -> Iterator[tantivy.Query]:
        """Yield what scores a word or phrase in these fields: the best language counts, and in it the best field."""
        languages = []
        for language in analysis.STEMMERS:
            found = [
                tantivy.Query.boost_query(query, schema.WEIGHTS[name])
                for name in fields
                for query in self._in_field(asked, language, schema.text_field(name, language))
            ]
            if found:
                languages.append(tantivy.Query.disjunction_max_query(found, tie_breaker=_TIE_BREAKER))
        if languages:
            yield tantivy.Query.disjunction_max_query(languages, tie_breaker=_TIE_BREAKER)

    def _in_field(self, asked: Part, language: str, field: str) -> Iterator[tantivy.Query]:
        if isinstance(asked, Phrase):
            yield from self._phrase(asked.stems(language), field)
            return
        own = replace(asked, completions=()).stems(language)
        for stem in sorted(own):
            yield from self._phrase([(0, stem)], field)
        if longer := self._standing(asked.stems(language) - own, field):
            yield tantivy.Query.const_score_query(queries.any_term(field, longer), schema.COMPLETION_WEIGHT)

    def _standing(self, stems: frozenset[str], field: str) -> list[str]:
        """Return those of some stems that stand in a field. Of very many it would take longer to ask for each."""
        return list(stems) if len(stems) > _MANY_STEMS else [stem for stem in stems if self._frequency(field, stem)]

    def _phrase(self, stems: list[tuple[int, str]], field: str, slop: int = 0) -> Iterator[tantivy.Query]:
        """Yield what scores stems that stand in a field like this, whatever tantivy thinks of how rare they are."""
        counts = [self._frequency(field, stem) for _place, stem in stems]
        if counts and all(counts):
            query = queries.phrase(field, stems, slop)
            yield tantivy.Query.boost_query(query, 1 / sum(map(self._rarity, counts)))

    def _pair(self, first: Word, second: Word, weight: float) -> tantivy.Query | None:
        found = [
            tantivy.Query.boost_query(query, factor)
            for language in analysis.STEMMERS
            for name, factor in schema.WEIGHTS.items()
            for query in self._phrase(
                [(0, analysis.stem(first.text, language)), (1, analysis.stem(second.text, language))],
                schema.text_field(name, language),
                _SLOP,
            )
        ]
        return tantivy.Query.boost_query(tantivy.Query.disjunction_max_query(found), weight) if found else None

    def _named(self, asked: Part, names: Iterable[Name] | None = None) -> Iterator[tantivy.Query]:
        """Yield what scores the values of names that hold a part. A name counts by the share of its words that were
        typed: 'bank' tells less of a Central Bank than 'central bank' does.
        """
        shares: dict[tuple[str, str], float] = {}
        for name in self._names.meant_by(asked) if names is None else names:
            named = (name.facet, name.value)
            shares[named] = max(self._share(name, asked), shares.get(named, 0))
        alike: dict[tuple[str, float], list[str]] = {}
        for (facet, value), share in shares.items():
            alike.setdefault((facet, share), []).append(value)
        for (facet, share), values in alike.items():
            yield tantivy.Query.boost_query(queries.any_value(facet, values, 1.0), schema.NAME_WEIGHT * share)

    def _share(self, name: Name, asked: Part) -> float:
        telling = [word for word in name.words if word not in analysis.FUNCTION_WORDS] or name.words
        typed = self._typed[name.language] | _stems(asked, name.language)
        as_one = [compound for compound in name.compounds if analysis.stem(compound, name.language) in typed]
        met = [
            analysis.stem(word, name.language) in typed or any(word in compound for compound in as_one)
            for word in telling
        ]
        return sum(met) / len(met)

    @cached_property
    def _typed(self) -> dict[str, frozenset[str]]:
        parts = [part for clause in self._text.wanted for part in clause.parts]
        return {
            language: frozenset().union(*(_stems(part, language) for part in parts)) for language in analysis.STEMMERS
        }


def _only_word(clause: Clause) -> Word | None:
    part = clause.parts[0]
    return part if len(clause.parts) == 1 and isinstance(part, Word) else None


def _stems(part: Part, language: str) -> frozenset[str]:
    if isinstance(part, Word):
        return part.stems(language)
    return frozenset(analysis.stem(word, language) for word in part.words)
