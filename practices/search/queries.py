"""Questions in tantivy's form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import tantivy

from . import analysis, schema
from .names import Name, Names
from .query import Clause, Part, Phrase, Word
from .store import Guarded

# How much the fields besides the best one add to a word's score.
_TIE_BREAKER = 0.2
# From so many values on it makes no difference to the order which of them a practice has.
_MANY_VALUES = 20


def clause(asked: Clause, names: Names) -> tantivy.Query:
    """Look for a clause in every field of every language, and in names; the best of them counts."""
    found = [query for one in asked.all_parts for query in (part(one), *_named(names.meant_by(one)))]
    return tantivy.Query.disjunction_max_query(found)


def headline(asked: Clause, names: Names) -> tantivy.Query:
    """Look for a clause in titles, and for names that are nothing but it."""
    found = []
    for one in asked.all_parts:
        whole = [name for name in names.meant_by(one) if len(name.words) == len(one.words)]
        found += [part(one, ["title"]), *_named(whole)]
    return tantivy.Query.disjunction_max_query(found)


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


def any_value(facet: str, values: Iterable[str]) -> tantivy.Query:
    """Look for any of a facet's values, without a say in the order."""
    field = schema.facet_field(facet)
    return unscored(tantivy.Query.term_set_query(schema.build(), field, list(values)))


def value(facet: str, value: str) -> tantivy.Query:
    """Look for one value of a facet. Rare ones score higher."""
    return _term(schema.facet_field(facet), value)


def any_id(ids: Iterable[int]) -> tantivy.Query:
    """Look for certain practices, without a say in the order."""
    return unscored(tantivy.Query.term_set_query(schema.build(), "id", list(ids)))


def unscored(query: tantivy.Query) -> tantivy.Query:
    """Look for the same, without a say in the order."""
    return tantivy.Query.const_score_query(query, 0.0)


def ids(searcher: Guarded, hits: list[tuple[Any, tantivy.DocAddress]]) -> list[int]:
    """Return the practices that were found, in order. Raise IndexDamaged."""
    values = searcher.fast_field_values("id", [address for _key, address in hits])
    return [int(value) for value in values if value is not None]


def _word(word: Word, language: str, field: str) -> tantivy.Query:
    own = replace(word, completions=()).stems(language)
    terms = [_term(field, stem) for stem in sorted(own)]
    if longer := word.stems(language) - own:
        begun = tantivy.Query.term_set_query(schema.build(), field, sorted(longer))
        terms.append(tantivy.Query.boost_query(begun, schema.COMPLETION_WEIGHT))
    return terms[0] if len(terms) == 1 else tantivy.Query.disjunction_max_query(terms)


def _phrase(phrase: Phrase, language: str, field: str) -> tantivy.Query:
    stems = phrase.stems(language)
    if not stems:
        return tantivy.Query.empty_query()
    if len(stems) == 1:
        return _term(field, stems[0][1])
    return tantivy.Query.phrase_query(schema.build(), field, list(stems))


def _named(names: Iterable[Name]) -> list[tantivy.Query]:
    """Look for the values of these names."""
    values: dict[str, dict[str, None]] = {}
    for name in names:
        values.setdefault(name.facet, {})[name.value] = None
    queries = []
    for facet, named in values.items():
        field = schema.facet_field(facet)
        if len(named) > _MANY_VALUES:
            queries.append(tantivy.Query.term_set_query(schema.build(), field, list(named)))
        else:
            queries += [_term(field, value) for value in named]
    return [tantivy.Query.boost_query(query, schema.NAME_WEIGHT) for query in queries]


def _term(field: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema.build(), field, value)
