"""Practices that a text may be about: those that share its rarest words. Tells how rare a word is, too."""

from __future__ import annotations

import math
from collections.abc import Iterable

import tantivy
from tantivy import Occur

from . import analysis, queries
from .engine import Index
from .query import Word

_MOST_WORDS = 12
_FIELDS = ("title", "summary")


def stems(text: str) -> list[str]:
    """Return the English stems of a text's words, without function words."""
    return [analysis.stem(word, "en") for word in analysis.words(text) if word not in analysis.FUNCTION_WORDS]


def find(index: Index, text: str, countries: Iterable[str], limit: int) -> list[int]:
    """Return the practices whose title and summary come nearest to an English text: at most `limit` of those that have
    one of the countries, and as many of all.
    """
    words = {word: index.frequency(analysis.stem(word, "en")) for word in dict.fromkeys(analysis.words(text))}
    known = sorted((word for word in words if words[word] and word not in analysis.FUNCTION_WORDS), key=words.get)  # type: ignore[arg-type]
    if not known:
        return []
    shared = [(Occur.Should, queries.part(Word(word), _FIELDS)) for word in known[:_MOST_WORDS]]
    anywhere = tantivy.Query.boolean_query(shared)
    there = tantivy.Query.boolean_query([(Occur.Must, anywhere), (Occur.Must, queries.any_value("country", countries))])
    return [*index.best(there, limit), *index.best(anywhere, limit)]


def rarity(index: Index, words: Iterable[str]) -> dict[str, float]:
    """Return how much each of some stems tells: nearly 0 for one that all practices have, more for rarer ones."""
    total = len(index.everything)
    return {stem: math.log(1 + total / (1 + index.frequency(stem))) for stem in set(words)}
