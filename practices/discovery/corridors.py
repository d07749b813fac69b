"""All corridors: how many practices bind each country of origin to each of destination. Knows no request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from practices.search import Cross, Snapshot
from practices.text.collation import sort_key

from . import breadcrumbs
from .beside import name_of
from .breadcrumbs import Crumb
from .browse import Browse
from .countries import Step, steps_to
from .ends import DESTINATION, ORIGIN
from .tallies import EVERYTHING, SPLIT, Tally

MOST_ROWS, MOST_COLUMNS = 40, 16  # on the page: more than anybody reads at once, and what a sheet of paper holds


class Corridors:
    """All pairs of countries that a practice binds. A practice may bind several pairs."""

    def __init__(self, snapshot: Snapshot, is_whole: bool = False) -> None:
        self.found = Browse(EVERYTHING, snapshot, page_size=1)
        self.snapshot, self.vocabularies = self.found.snapshot, self.found.vocabularies
        self._most: tuple[int | None, int | None] = (None, None) if is_whole else (MOST_ROWS, MOST_COLUMNS)

    @property
    def is_counted(self) -> bool:
        """Whether there are numbers to show."""
        return self._known is not None

    @property
    def breadcrumbs(self) -> list[Crumb]:
        """The way to them from the first page."""
        return [breadcrumbs.home()]

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        """How many practices bind each pair, those with most first. Whoever moves within a country is in none."""
        return self._known or {}

    @property
    def tallies(self) -> Iterator[tuple[str, str, Tally]]:
        """The same, with named practices and approaches apart, which takes twice the time."""
        crossing = self.snapshot.crossing(self.found.results.found, Cross(ORIGIN, DESTINATION, SPLIT)) or {}
        return ((*pair, Tally.of(crossing.get(pair, {}), EVERYTHING)) for pair in self.counts)

    @property
    def total(self) -> int:
        """The number of all corridors."""
        return len(self.counts)

    @cached_property
    def origins(self) -> list[tuple[str, str]]:
        """The countries at the side: code and name, in the order of their names."""
        return self._shown(0)

    @cached_property
    def destinations(self) -> list[tuple[str, str]]:
        """The countries at the head."""
        return self._shown(1)

    @property
    def is_cut(self) -> bool:
        """Whether there are more countries than are shown."""
        shown = (self.origins, self.destinations)
        return any(len(self._totals(axis)) > len(countries) for axis, countries in enumerate(shown))

    @cached_property
    def steps(self) -> list[Step]:
        """What the hues of cells mean."""
        return steps_to(max(self.counts.values(), default=0))

    @cached_property
    def _known(self) -> dict[tuple[str, str], int] | None:
        """The counts, kept until the catalogue changes. None while there are none to show."""
        memory = self.snapshot.memory
        if "corridors" not in memory:
            crossed = self.snapshot.crossed(ORIGIN, self.found.results.counts[ORIGIN], DESTINATION)
            if crossed is None:
                return None
            memory["corridors"] = _pairs(crossed)
        known: dict[tuple[str, str], int] = memory["corridors"]
        return known

    def _totals(self, axis: int) -> Counter[str]:
        """Count the practices of each country of one axis, as often as they bind it."""
        totals: Counter[str] = Counter()
        for pair, count in self.counts.items():
            totals[pair[axis]] += count
        return totals

    def _shown(self, axis: int) -> list[tuple[str, str]]:
        """Return the countries of one axis; where they are too many, those with most practices."""
        kept = [code for code, _count in self._totals(axis).most_common(self._most[axis])]
        named = [(code, name_of(code, self.vocabularies)) for code in kept]
        return sorted(named, key=lambda country: sort_key(country[1]))


def _pairs(crossed: dict[str, dict[str, int]]) -> dict[tuple[str, str], int]:
    found = [
        (-count, origin, destination)
        for origin, counts in crossed.items()
        for destination, count in counts.items()
        if origin != destination
    ]
    return {(origin, destination): -count for count, origin, destination in sorted(found)}
