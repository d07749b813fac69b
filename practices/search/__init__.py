"""The search index. It is asked with a `Query` and answers with `Results`; it knows no HTTP.

The database alone is the truth: the index is made from it, follows it, and can be thrown away.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from practices.taxonomy import vocabularies
from practices.taxonomy.facets import SEARCHED, Values, values_of

from . import analysis, engine, finding, follow, names, related, resembling
from .finding import Correction, Results, WayOut, crossed
from .follow import Reader, rebuild
from .query import BEST, NEWEST, TITLE, Clause, Query, insisting, parse
from .related import Alike
from .store import IndexUnavailable

logger = logging.getLogger(__name__)

__all__ = [
    "BEST",
    "LANGUAGES",
    "NEWEST",
    "TITLE",
    "Alike",
    "Clause",
    "Correction",
    "IndexUnavailable",
    "Query",
    "Results",
    "Snapshot",
    "WayOut",
    "crossed",
    "insisting",
    "parse",
    "rebuild",
    "require_index",
    "snapshot",
]

T = TypeVar("T")
LANGUAGES = frozenset(analysis.STEMMERS)


class Snapshot:
    """The catalogue at one moment: its index and its vocabularies."""

    def __init__(self, reader: Reader | None) -> None:
        self._reader = reader
        # Which state of the catalogue this is. Empty where it can't be told.
        self.edition = reader.state.position.edition if reader else ""
        self.vocabularies = vocabularies.at(reader.state.version if reader else None)
        self.names = names.of(self.vocabularies)

    def find(self, query: Query) -> Results:
        """Return what a query finds. Raise IndexUnavailable where only the SQL twin can answer."""
        return self._ask(lambda reader: finding.find(engine.Index(reader, self.vocabularies), query))

    def related(self, practice_id: int, text: str, limit: int, values: Values | None = None) -> list[Alike]:
        """Return the practices most like one with this text, and of a draft with these values.

        Empty while the index can't be used.
        """
        try:
            return self._ask(
                lambda reader: related.find(engine.Index(reader, self.vocabularies), practice_id, text, limit, values)
            )
        except IndexUnavailable:
            return []

    def resembling(self, text: str, countries: Iterable[str], limit: int) -> list[int]:
        """Return the practices that an English text may be about, best first; with countries, only those that have
        one of them. Raise IndexUnavailable.
        """
        return self._ask(
            lambda reader: resembling.find(engine.Index(reader, self.vocabularies), text, countries, limit)
        )

    def rarity(self, stems: Iterable[str]) -> dict[str, float]:
        """Return how much each English stem tells: the rarer, the more. Raise IndexUnavailable."""
        return self._ask(lambda reader: resembling.rarity(engine.Index(reader, self.vocabularies), stems))

    def titled(self, clauses: tuple[Clause, ...], limit: int) -> list[int]:
        """Return the ids of some practices with all of this in their title. Empty while the index can't be used."""
        try:
            return self._ask(lambda reader: engine.Index(reader, self.vocabularies).titled(clauses, limit))
        except IndexUnavailable:
            return []

    def values_of(self, ids: list[int]) -> dict[int, Values]:
        """Return the values that each of some practices found has of each facet, sorted."""
        if self._reader is None:
            return values_of(ids, self.vocabularies, SEARCHED)
        held = {pk: self._reader.sets.values_of(pk) for pk in ids}
        return {pk: {facet.name: held[pk].get(facet.name, []) for facet in SEARCHED} for pk in ids}

    def count(self, facet: str, value: str) -> int:
        """Return how many practices have one value. 0 while the index can't be used."""
        return len(self._reader.sets.holding(facet, [value])) if self._reader else 0

    def crossed(self, rows: str, values: Iterable[str], columns: str) -> dict[str, dict[str, int]]:
        """Count the practices of each value of one facet by those of another. Raise IndexUnavailable."""
        return self._ask(lambda reader: crossed(engine.Index(reader, self.vocabularies), rows, values, columns))

    def _ask(self, question: Callable[[Reader], T]) -> T:
        """Ask the index. If it turns out to be damaged, build it anew and ask once more."""
        if self._reader is None:
            raise IndexUnavailable("There is no search index.")
        try:
            return question(self._reader)
        except Exception as error:
            logger.exception("The search index failed to answer; it is built anew.")
            self.edition = ""  # what is shown now must not be kept
            damaged, self._reader = self._reader.state.generation, None
            self._reader = follow.heal("it failed to answer", damaged)
            try:
                return question(self._reader)
            except Exception:
                raise IndexUnavailable(str(error)) from error


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
