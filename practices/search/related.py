"""Practices like another one: those that share its rare terms, countries, institutions and words."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import tantivy
from tantivy import Occur

from practices.taxonomy.facets import Values

from . import analysis, queries
from .engine import Index
from .query import Word

# What two practices have in common counts for this much; rare things count for more than frequent ones.
_WEIGHTS = {"policy_area": 2.0, "country": 1.5, "organisation": 1.5, "instrument": 0.5, "migration_phase": 0.5}
_WORD_WEIGHT = 0.3
_MOST_WORDS = 8
_SHORTEST = 5  # letters
_RARE = 0.1  # of all practices: a word that more of them have tells nothing


@dataclass(frozen=True)
class Alike:
    """A practice like another one, and the words that stand in both."""

    pk: int
    words: list[str]


def find(index: Index, practice_id: int, text: str, limit: int, values: Values | None = None) -> list[Alike]:
    """Return the practices most like one. `text` is what is characteristic of it, in English.

    `values` are those of a draft, which the index doesn't know.
    """
    values = index.values_of(practice_id) if values is None else values
    words = _telling(index, text)
    shared = [
        (Occur.Should, tantivy.Query.boost_query(queries.value(name, value), weight))
        for name, weight in _WEIGHTS.items()
        for value in values.get(name, ())
    ]
    shared += [(Occur.Should, tantivy.Query.boost_query(queries.part(word), _WORD_WEIGHT)) for word in words.values()]
    if not shared:
        return []
    alike = tantivy.Query.boolean_query(shared)
    others = tantivy.Query.boolean_query([(Occur.Must, alike), (Occur.MustNot, queries.any_id([practice_id]))])
    best = index.best(others, limit)
    having = {written: index.having_among(word, best) for written, word in words.items()}
    return [Alike(pk, [written for written, pks in having.items() if pk in pks]) for pk in best]


def _telling(index: Index, text: str) -> dict[str, Word]:
    """Return the rarest words of a text that other practices have as well, as they are written in it."""
    most = _RARE * len(index.everything)
    written: dict[str, str] = {}
    for token in analysis.tokens(text):
        # Names of countries and institutions are compared as values.
        if len(token.word) >= _SHORTEST and not index.names.meant_by(Word(token.word)):
            written.setdefault(analysis.stem(token.word, "en"), text[token.start : token.end])
    frequency = {stem: index.frequency(stem) for stem in written}
    rare = sorted((stem for stem in written if 2 <= frequency[stem] <= max(most, 4)), key=frequency.__getitem__)
    words = ((written[stem], Word(analysis.words(written[stem])[0])) for stem in rare)
    shared = ((text, word) for text, word in words if index.are_several(word))
    return dict(itertools.islice(shared, _MOST_WORDS))
