"""Questions in tantivy's form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import tantivy

from . import analysis, schema
from .query import Part, Phrase, Word
from .store import Guarded

# How much the fields besides the best one add to a word's score.
_TIE_BREAKER = 0.2
# From so many on, terms are quicker found by walking through all terms of a field.
_MANY_TERMS = 100


def part(asked: Part, fields: Iterable[str] = tuple(schema.WEIGHTS)) -> tantivy.Query:
    """Look for a word or phrase in these fields of every language."""
    found = [
        tantivy.Query.boost_query(
            _phrase(asked, language, field) if isinstance(asked, Phrase) else _word(asked, language, field),
            schema.WEIGHTS[name],
        )
        for language in analysis.STEMMERS
        for name in fields
        if (field := schema.text_field(name, language))
    ]
    return tantivy.Query.disjunction_max_query(found, tie_breaker=_TIE_BREAKER)


def any_value(facet: str, values: Iterable[str], score: float = 0.0) -> tantivy.Query:
    """Look for any of a facet's values: it has no say in the order, or the same for each of them."""
    return tantivy.Query.const_score_query(any_term(schema.facet_field(facet), values), score)


def value(facet: str, value: str) -> tantivy.Query:
    """Look for one value of a facet. Rare ones score higher."""
    return _term(schema.facet_field(facet), value)


def any_id(ids: Iterable[int]) -> tantivy.Query:
    """Look for certain practices, without a say in the order."""
    return unscored(any_term("id", ids))


def any_term(field: str, terms: Iterable[int | str]) -> tantivy.Query:
    """Look for any of some terms in a field."""
    wanted = list(terms)
    if len(wanted) > _MANY_TERMS:
        return tantivy.Query.term_set_query(schema.build(), field, wanted)
    return tantivy.Query.disjunction_max_query([_term(field, term) for term in wanted])


def phrase(field: str, stems: list[tuple[int, str]], slop: int = 0) -> tantivy.Query:
    """Look for stems that stand so far from the first of them in a field, with `slop` other words between them."""
    if len(stems) == 1:
        return _term(field, stems[0][1])
    return tantivy.Query.phrase_query(schema.build(), field, list(stems), slop=slop)


def unscored(query: tantivy.Query) -> tantivy.Query:
    """Look for the same, without a say in the order."""
    return tantivy.Query.const_score_query(query, 0.0)


def scores(searcher: Guarded, hits: list[tuple[Any, tantivy.DocAddress]]) -> dict[int, Any]:
    """Return the practices that were found, in order, each with its score or key. Raise IndexDamaged."""
    values = searcher.fast_field_values("id", [address for _key, address in hits])
    return {int(value): key for value, (key, _address) in zip(values, hits, strict=True) if value is not None}


def ids(searcher: Guarded, hits: list[tuple[Any, tantivy.DocAddress]]) -> list[int]:
    """Return the same without the scores."""
    return list(scores(searcher, hits))


def _word(word: Word, language: str, field: str) -> tantivy.Query:
    own = replace(word, completions=()).stems(language)
    terms = [_term(field, stem) for stem in sorted(own)]
    if longer := word.stems(language) - own:
        terms.append(tantivy.Query.boost_query(any_term(field, longer), schema.COMPLETION_WEIGHT))
    return terms[0] if len(terms) == 1 else tantivy.Query.disjunction_max_query(terms)


def _phrase(asked: Phrase, language: str, field: str) -> tantivy.Query:
    stems = asked.stems(language)
    return phrase(field, stems) if stems else tantivy.Query.empty_query()


def _term(field: str, value: int | str) -> tantivy.Query:
    return tantivy.Query.term_query(schema.build(), field, value)
