"""The search index. It is asked with a `Query` and answers with `Results`; it knows no HTTP.

The database alone is the truth: the index is made from it, follows it, and can be thrown away.
Uses `taxonomy`, `changelog` and the models.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from django.dispatch import Signal
from pyroaring import BitMap

from practices.taxonomy import vocabularies
from practices.taxonomy.facets import BY_NAME, SEARCHED, Values, values_of
from practices.web import replica

from . import analysis, crossing, engine, finding, follow, names, related, resembling, sql
from .crossing import ALL, Cross, Crossing
from .finding import Results
from .follow import Reader, rebuild
from .query import BEST, NAMED, NEWEST, TITLE, Clause, Query, insisting, parse
from .related import Alike
from .store import IndexDamaged, IndexUnavailable

logger = logging.getLogger(__name__)

__all__ = [
    "ALL",
    "BEST",
    "LANGUAGES",
    "NAMED",
    "NEWEST",
    "TITLE",
    "Alike",
    "Clause",
    "Cross",
    "Crossing",
    "IndexUnavailable",
    "Query",
    "Results",
    "Snapshot",
    "answered",
    "insisting",
    "parse",
    "rebuild",
    "require_index",
    "snapshot",
]

T = TypeVar("T")
answered = Signal()  # a question was: `seconds`, and whether `from_index`
LANGUAGES = frozenset(analysis.STEMMERS)


class Snapshot:
    """The catalogue at one moment: its index and its vocabularies.

    Where the index can't answer, the database does, here and nowhere else; `Results` say so.
    """

    def __init__(self, reader: Reader | None) -> None:
        self._reader = reader
        # Which state of the catalogue this is. Empty where it can't be told.
        self.edition = reader.state.position.edition if reader else ""
        self.vocabularies = vocabularies.at(reader.state.version if reader else None)
        self.names = names.of(self.vocabularies)
        # For what is worked out from this state of the catalogue, by name. It goes with the state.
        self.memory: dict[str, Any] = reader.memory.of_others if reader else {}

    @property
    def counts_at_once(self) -> bool:
        """Whether `count` tells something: whether the index can be used."""
        return self._reader is not None

    def find(self, query: Query) -> Results:
        """Return what a query finds."""
        began = time.perf_counter()
        found = self._ask(lambda index: finding.find(index, query), lambda: self._find_in_database(query))
        answered.send(Snapshot, seconds=time.perf_counter() - began, from_index=found.from_index)
        return found

    def related(self, practice_id: int, text: str, limit: int, values: Values | None = None) -> list[Alike]:
        """Return the practices most like one with this text, and of a draft with these values.

        Empty while the index can't be used.
        """
        return self._ask(lambda index: related.find(index, practice_id, text, limit, values), list)

    def resembling(self, text: str, countries: Iterable[str], limit: int) -> list[int] | None:
        """Return the practices that an English text may be about: at most `limit` of those in one of the countries,
        and as many of all. None (instead of a list) while the index can't be used.
        """
        return self._ask(lambda index: resembling.find(index, text, countries, limit), lambda: None)

    def rarity(self, stems: Collection[str]) -> dict[str, float]:
        """Return how much each English stem tells: the rarer, the more. All the same while the index can't be used."""
        return self._ask(lambda index: resembling.rarity(index, stems), lambda: dict.fromkeys(stems, 1.0))

    def titled(self, clauses: tuple[Clause, ...], limit: int) -> list[int]:
        """Return the ids of some practices with all of this in their title. Empty while the index can't be used."""
        return self._ask(lambda index: index.titled(clauses, limit), list)

    def values_of(self, ids: list[int]) -> dict[int, Values]:
        """Return the values that each of some practices has of each facet, sorted."""
        indexed = [pk for pk in ids if self._reader and pk in self._reader.sets.everything]
        names = [facet.name for facet in SEARCHED]
        held = self._reader.sets.values_of(indexed, names) if self._reader else {}
        found = {pk: {facet.name: held[pk].get(facet.name, []) for facet in SEARCHED} for pk in indexed}
        # What was published a moment ago, or is not published at all.
        if others := [pk for pk in ids if pk not in found]:
            found |= values_of(others, self.vocabularies, SEARCHED)
        return found

    def count(self, facet: str, value: str) -> int:
        """Return how many practices have one value. 0 while the index can't be used."""
        asked = BY_NAME[facet].stands_in if facet in BY_NAME else facet
        return len(self._reader.sets.holding(asked, [value])) if self._reader else 0

    def published(self, among: BitMap) -> BitMap:
        """Return those of some practices that are published."""
        return self._ask(lambda index: index.everything & among, lambda: self._database.everything & among)

    def holding(self, facet: str, values: Iterable[str]) -> BitMap:
        """Return the practices that have any of some values of a facet."""
        return self._ask(lambda index: index.holding(facet, values), lambda: self._database.holding(facet, values))

    def counts(self, facet: str, among: BitMap) -> dict[str, int]:
        """Count how many of some practices have each value of a facet. What none has is left out."""
        return self._ask(lambda index: index.counts(facet, among), lambda: self._database.counts(facet, among))

    def first(self, among: BitMap, query: Query) -> list[int]:
        """Return those of some practices that a query puts first. It has no words, and finds all of them."""
        return self._ask(lambda index: index.first(among, query), lambda: self._database.first(among, query))

    def crossed(self, rows: str, values: Iterable[str], columns: str) -> dict[str, dict[str, int]] | None:
        """Count the practices of each value of one facet by those of another. None if it would take too long now."""
        return self._ask(
            lambda index: finding.crossed(index, rows, values, columns),
            lambda: finding.crossed(self._database, rows, values, columns) if sql.can_read_all() else None,
        )

    def crossing(self, among: BitMap, cross: Cross) -> Crossing | None:
        """Count some practices by two facets and a third. None if it would take too long now."""
        return self._ask(
            lambda index: crossing.from_sets(index, among, cross),
            lambda: crossing.from_values(self.vocabularies, among, cross) if sql.can_read_all() else None,
        )

    @cached_property
    def _database(self) -> sql.SqlCatalogue:
        return sql.SqlCatalogue(self.vocabularies)

    def _find_in_database(self, query: Query) -> Results:
        """Answer with the same ids and counts; where that would take too long, leave the words out."""
        leaves_out = bool(query.clauses) and not sql.can_read_all()
        found = finding.find(self._database, replace(query, clauses=()) if leaves_out else query)
        return replace(found, from_index=False, words_left_out=leaves_out)

    def _ask(self, question: Callable[[engine.Index], T], otherwise: Callable[[], T]) -> T:
        """Ask the index; if it turns out to be damaged, build it anew and ask once more. Else answer otherwise."""
        if self._reader is None:
            return otherwise()
        try:
            return question(engine.Index(self._reader, self.vocabularies))
        except IndexDamaged:
            logger.exception("The search index failed to answer; it is built anew.")
        self.edition = ""  # what is shown now must not be kept
        damaged, self._reader = self._reader.state.generation, None
        try:
            healed = follow.heal("it failed to answer", damaged)
            answer = question(engine.Index(healed, self.vocabularies))
        except IndexUnavailable as error:
            logger.warning("Answering without the search index: %s", error)
            follow.rest()
            return otherwise()
        self._reader = healed
        return answer


@replica.primary()
def snapshot() -> Snapshot:
    """Return the catalogue as it is now, caught up with the database."""
    try:
        return Snapshot(follow.reader())
    except IndexUnavailable as error:
        logger.warning("Answering without the search index: %s", error)
        return Snapshot(None)


def require_index() -> None:
    """Raise IndexUnavailable unless the index can answer."""
    follow.reader()
