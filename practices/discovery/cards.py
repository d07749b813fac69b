"""Practices as lists show them, kept in memory for as long as the catalogue stays what it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from practices import search
from practices.models import Practice
from practices.search import Snapshot
from practices.search.highlights import Highlights, Texts
from practices.taxonomy.facets import BY_NAME, Values
from practices.taxonomy.vocabularies import Vocabularies

from .terms import Stop, Term, terms, track

_MOST_KEPT = 300  # practices: some 20 MB, with where their words stand


@dataclass(frozen=True)
class _Kept:
    """A practice with its card relations and values, and what was made of it, by what it is and language."""

    practice: Practice
    values: Values
    texts: Texts
    made: dict[tuple[str, str], Any]


@dataclass(frozen=True)
class Card:
    """A practice in a list of results."""

    practice: Practice
    values: Values
    vocabularies: Vocabularies
    highlights: Highlights
    made: dict[tuple[str, str], Any]  # parts of it that say the same in every list, by name and language

    @cached_property
    def policy_areas(self) -> list[Term]:
        facet = BY_NAME["policy_area"]
        return terms(facet, self.values[facet.name], self.vocabularies)

    @property
    def group(self) -> str:
        """The group of the first policy area, which gives the card its hue."""
        return next((term.group for term in self.policy_areas if term.group), "")

    @cached_property
    def track(self) -> list[Stop]:
        return track(self.values, self.vocabularies)

    @property
    def covered_phases(self) -> list[Term]:
        return [stop.term for stop in self.track if stop.is_covered]


def cards(ids: Iterable[int], snapshot: Snapshot, clauses: tuple[search.Clause, ...] = ()) -> list[Card]:
    """Return published practices, in this order, as a list shows them that answers these clauses."""
    ids = list(ids)
    found = _kept(ids, snapshot)
    return [
        Card(
            one.practice,
            one.values,
            snapshot.vocabularies,
            Highlights(one.practice, one.values, clauses, snapshot.names, one.texts),
            one.made,
        )
        for one in (found[pk] for pk in ids if pk in found)
    ]


def _kept(ids: list[int], snapshot: Snapshot) -> dict[int, _Kept]:
    """Return practices from memory; those that are not there from the database, with three queries."""
    memory: dict[int, _Kept] = snapshot.memory.setdefault("cards", {})
    found = {pk: one for pk in ids if (one := memory.get(pk))}
    if missing := [pk for pk in ids if pk not in found]:
        practices = Practice.objects.published().with_card_relations().filter(pk__in=missing)
        values = snapshot.values_of(missing)
        fetched = {practice.pk: _Kept(practice, values[practice.pk], Texts(practice), {}) for practice in practices}
        if len(memory) + len(fetched) > _MOST_KEPT:
            memory.clear()
        memory.update(islice(fetched.items(), _MOST_KEPT))
        found |= fetched
    return found
