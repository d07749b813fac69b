"""Practices that share most with another one."""

from __future__ import annotations

import tantivy
from tantivy import Occur

from . import schema
from .follow import Reader

# What two practices have in common counts for this much; rare things count for more than frequent ones.
_WEIGHTS = {"policy_area": 2.0, "country": 1.5, "organisation": 1.5, "instrument": 0.5, "migration_phase": 0.5}


def find(reader: Reader, practice_id: int, limit: int) -> list[int]:
    """Return the ids of the practices that share most with one."""
    own = reader.sets.values_of(practice_id)
    shared = [
        (Occur.Should, tantivy.Query.boost_query(_term(schema.facet_field(name), value), weight))
        for name, weight in _WEIGHTS.items()
        for value in own.get(name, ())
    ]
    if not shared:
        return []
    itself = _term("id", practice_id)
    others = tantivy.Query.boolean_query([(Occur.Must, tantivy.Query.boolean_query(shared)), (Occur.MustNot, itself)])
    found = reader.searcher.search(others, limit, count=False)
    ids = reader.searcher.fast_field_values("id", [address for _score, address in found.hits])
    return [int(pk) for pk in ids if pk is not None]


def _term(field: str, value: str | int) -> tantivy.Query:
    return tantivy.Query.term_query(schema.build(), field, value)
