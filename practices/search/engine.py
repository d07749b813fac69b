"""Asking the index: a query becomes ids, a total, and the counts of every facet."""

from __future__ import annotations

from collections.abc import Mapping

import tantivy
from tantivy import Occur

from practices.facets import FACETS

from . import analysis, schema
from .follow import Reader
from .query import BEST, Clause, Phrase, Query, Results, Word, fallbacks, is_enough

_MOST_VALUES = 60_000  # of one facet; tantivy allows 65,000
# How much the fields besides the best one add to a word's score.
_TIE_BREAKER = 0.2
# Added to the score of what has all the words, so that it stands before what has some.
_EXACT_FIRST = 1000.0
# What two practices have in common counts for this much when related ones are looked for.
_RELATED_WEIGHTS = {"policy_area": 2.0, "country": 1.5, "instrument": 0.5, "migration_phase": 0.5}


def find(reader: Reader, query: Query) -> Results:
    """Answer a query from the index."""
    text, exact, relaxed = _text(reader, query.clauses)
    whole = _filtered(text, query.selections)
    found = _search(reader, whole, query)
    return Results(_ids(reader, found), _count(found), _counts(reader, text, query, whole), relaxed, exact)


def related(reader: Reader, practice_id: int, limit: int) -> list[int]:
    """Return the ids of the practices that share most with one, rare things first."""
    itself = _term("id", practice_id)
    own = _aggregate(reader, itself, list(_RELATED_WEIGHTS))
    shared = [
        (Occur.Should, tantivy.Query.boost_query(_term(schema.facet_field(name), value), _RELATED_WEIGHTS[name]))
        for name, values in own.items()
        for value in values
    ]
    if not shared:
        return []
    others = tantivy.Query.boolean_query([(Occur.Must, tantivy.Query.boolean_query(shared)), (Occur.MustNot, itself)])
    return _ids(reader, reader.searcher.search(others, limit, count=False))


def all_ids(reader: Reader) -> list[int]:
    """Return the ids of everything in the index."""
    found = reader.searcher.search(tantivy.Query.all_query(), max(reader.searcher.num_docs, 1))
    return _ids(reader, found)


def _search(reader: Reader, query: tantivy.Query, asked: Query) -> tantivy.SearchResult:
    if asked.sort == BEST and asked.clauses:
        return reader.searcher.search(query, asked.limit, offset=asked.offset)
    sort = "newest" if asked.sort == BEST else asked.sort
    order = tantivy.Order.Desc if sort == "newest" else tantivy.Order.Asc
    field = schema.sort_field(sort, asked.language)
    return reader.searcher.search(query, asked.limit, offset=asked.offset, order_by_field=field, order=order)


def _ids(reader: Reader, found: tantivy.SearchResult) -> list[int]:
    values = reader.searcher.fast_field_values("id", [address for _score, address in found.hits])
    return [int(value) for value in values if value is not None]


def _count(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # tantivy's stubs forget it


def _counts(reader: Reader, text: tantivy.Query, query: Query, whole: tantivy.Query) -> dict[str, dict[str, int]]:
    """Count every facet's values: those without a selection together, each of the others without its own."""
    open_facets = [facet.name for facet in FACETS if not query.selections.get(facet.name)]
    counts = _aggregate(reader, whole, open_facets)
    for facet in FACETS:
        if query.selections.get(facet.name):
            others = _filtered(text, query.without(facet.name).selections)
            counts |= _aggregate(reader, others, [facet.name])
    return counts


def _aggregate(reader: Reader, query: tantivy.Query, facets: list[str]) -> dict[str, dict[str, int]]:
    if not facets:
        return {}
    wanted = {name: {"terms": {"field": schema.facet_field(name), "size": _MOST_VALUES}} for name in facets}
    answer = reader.searcher.aggregate(query, wanted)
    return {name: {bucket["key"]: int(bucket["doc_count"]) for bucket in answer[name]["buckets"]} for name in facets}


def _filtered(text: tantivy.Query, selections: Mapping[str, tuple[str, ...]]) -> tantivy.Query:
    """Add the selections to a text query, without a say in the order of results."""
    built = schema.build()
    filters = [
        tantivy.Query.const_score_query(
            tantivy.Query.term_set_query(built, schema.facet_field(name), list(values)), 0.0
        )
        for name, values in selections.items()
        if values
    ]
    if not filters:
        return text
    return tantivy.Query.boolean_query([(Occur.Must, part) for part in (text, *filters)])


def _text(reader: Reader, clauses: tuple[Clause, ...]) -> tuple[tantivy.Query, int, bool]:
    """Return a query for the text, how many practices have all of it, and whether those with less were added."""
    if not clauses:
        return tantivy.Query.all_query(), reader.searcher.num_docs, False
    parts = [_clause(clause) for clause in clauses]
    everything = tantivy.Query.boolean_query([(Occur.Must, part) for part in parts])
    exact = _count(reader.searcher.search(everything, 1))
    if is_enough(exact, clauses):
        return everything, exact, False
    exact_first = tantivy.Query.const_score_query(everything, _EXACT_FIRST)
    for least in fallbacks(clauses):
        some = tantivy.Query.boolean_query([(Occur.Should, part) for part in parts], minimum_number_should_match=least)
        if _count(reader.searcher.search(some, 1)):
            return tantivy.Query.boolean_query([(Occur.Must, some), (Occur.Should, exact_first)]), exact, True
    return tantivy.Query.empty_query(), 0, True


def _clause(clause: Clause) -> tantivy.Query:
    """Look for one clause in every field of every language; the best field counts."""
    parts = []
    for language in analysis.STEMMERS:
        for part, weight in schema.WEIGHTS.items():
            field = schema.text_field(part, language)
            query = _phrase(clause, language, field) if isinstance(clause, Phrase) else _word(clause, language, field)
            parts.append(tantivy.Query.boost_query(query, weight))
    if isinstance(clause, Word) and clause.is_beginning:
        beginning = tantivy.Query.regex_query(schema.build(), schema.PLAIN, f"{clause.text}.*")
        parts.append(tantivy.Query.boost_query(beginning, schema.PREFIX_WEIGHT))
    return tantivy.Query.disjunction_max_query(parts, tie_breaker=_TIE_BREAKER)


def _word(word: Word, language: str, field: str) -> tantivy.Query:
    terms = [_term(field, stem) for stem in sorted(word.stems[language])]
    return terms[0] if len(terms) == 1 else tantivy.Query.disjunction_max_query(terms)


def _phrase(phrase: Phrase, language: str, field: str) -> tantivy.Query:
    stems = phrase.stems[language]
    if len(stems) == 1:
        return _term(field, stems[0])
    return tantivy.Query.phrase_query(schema.build(), field, list(stems))


def _term(field: str, value: str | int) -> tantivy.Query:
    return tantivy.Query.term_query(schema.build(), field, value)
