"""What a country does beside what others do: the whole catalogue, its neighbours, and those most like it.

Knows no request and no template.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from practices.models import Country, Region
from practices.taxonomy.facets import BY_NAME, Facet
from practices.taxonomy.vocabularies import Entry, Vocabularies
from practices.text.collation import sort_key

from .browse import Browse
from .countries import countries
from .criteria import Criteria, selecting
from .terms import Fact, Term, terms

NEAREST = 4  # countries that are most alike
_DONE = ("policy_area", "migration_phase")  # what countries are compared by


@dataclass(frozen=True)
class Other:
    """Another country, with a number of practices."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Compared:
    """One value of a facet: how many practices of the catalogue have it, and how many of the country's."""

    term: Term
    everywhere: int
    own: int
    share: int  # of the largest in the catalogue, in percent
    question: Criteria


@dataclass(frozen=True)
class Missing:
    """What others have practices of, and the country has none of."""

    facet: Facet
    term: Term
    others: list[Other]


@dataclass(frozen=True)
class Alike:
    """A country that does much the same, and what that is."""

    other: Other
    shared: list[Fact]


class Beside:
    """One country beside others. `partners` are at the other ends of its practices, `bound` are all that share one."""

    def __init__(self, country: Entry, found: Browse, partners: set[str], bound: set[str]) -> None:
        self._country = country
        self._found = found
        self._partners = partners
        self._bound = bound
        self._snapshot = found.snapshot
        self._vocabularies = found.vocabularies

    @cached_property
    def _whole(self) -> Browse:
        return Browse(Criteria(), self._snapshot, page_size=1)

    @property
    def largest_phase(self) -> int:
        """The number of practices of the catalogue in the phase that has most: stops of all countries compare."""
        return max(self._whole.results.counts["migration_phase"].values(), default=0)

    @property
    def phases_elsewhere(self) -> list[Compared]:
        """The phases in which others have practices and it has none."""
        return [one for one in self._compared("migration_phase") if one.everywhere and not one.own]

    @property
    def areas(self) -> list[Compared]:
        """All policy areas, beside the whole catalogue."""
        return self._compared("policy_area")

    @cached_property
    def neighbours(self) -> list[Other]:
        """The other countries of its sub-region, also those without practices."""
        return self._others(
            entry.value
            for entry in countries(self._vocabularies)
            if entry.parent and entry.parent == self._country.parent and entry != self._country
        )

    @cached_property
    def is_widened(self) -> bool:
        """Whether its neighbours and partners have nothing that it lacks, so that its whole region is asked."""
        return not self._missing_near

    @cached_property
    def missing(self) -> list[Missing]:
        """The areas and phases of which its neighbours and partners have practices, and it has none."""
        return self._missing_near or self._missing(self._in_region)

    @cached_property
    def alike(self) -> list[Alike]:
        """The countries that do most of the same, best first. Those that share a practice with it are left out."""
        own = self._done({self._country.value}).get(self._country.value, set())
        found = []
        for code, done in self._done(self._whole.results.counts["country"]).items():
            shared = own & done
            if code not in self._bound and len(shared) > 1:
                found.append((-len(shared) / len(own | done), code, shared))
        return [self._alike(code, shared) for _score, code, shared in sorted(found, key=lambda row: row[:2])[:NEAREST]]

    def _compared(self, name: str) -> list[Compared]:
        facet = BY_NAME[name]
        own, everywhere = self._found.results.counts[name], self._whole.results.counts[name]
        most = max(everywhere.values(), default=0)
        shown = [
            choice.value for choice in facet.choices(self._vocabularies) if not choice.retired or choice.value in own
        ]
        return [
            Compared(
                term,
                everywhere.get(term.value, 0),
                own.get(term.value, 0),
                100 * everywhere.get(term.value, 0) // most if most else 0,
                self._found.criteria.with_values(facet, [term.value])
                if own.get(term.value)
                else selecting(name, term.value),
            )
            for term in terms(facet, shown, self._vocabularies)
        ]

    def _others(self, codes: Iterable[str]) -> list[Other]:
        counts = self._whole.results.counts["country"]
        found = [Other(code, self._name(code), counts.get(code, 0)) for code in codes]
        return sorted(found, key=lambda other: sort_key(other.name))

    @cached_property
    def _missing_near(self) -> list[Missing]:
        return self._missing({other.code for other in self.neighbours} | self._partners)

    @cached_property
    def _in_region(self) -> set[str]:
        lineages = self._vocabularies[Region].lineages
        line = lineages.get(self._country.parent, ())
        near = {
            entry.value for entry in countries(self._vocabularies) if lineages.get(entry.parent, ())[:1] == line[:1]
        }
        return near - {self._country.value} if line else set()

    def _missing(self, codes: set[str]) -> list[Missing]:
        found = []
        for name in _DONE:
            crossed = self._crossed[name]
            for one in self._compared(name):
                if one.own:
                    continue
                having = [
                    Other(code, self._name(code), count)
                    for code in codes
                    if (count := crossed.get(code, {}).get(one.term.value, 0))
                ]
                if having:
                    found.append(
                        Missing(BY_NAME[name], one.term, sorted(having, key=lambda other: sort_key(other.name)))
                    )
        return found

    @cached_property
    def _crossed(self) -> dict[str, dict[str, dict[str, int]]]:
        """Count the practices of each country by the values of each facet. Empty while that would take too long."""
        kept: dict[str, dict[str, dict[str, int]]] = self._snapshot.memory.setdefault("countries", {})
        codes = self._whole.results.counts["country"]
        for name in _DONE:
            if name not in kept:
                kept[name] = self._snapshot.crossed("country", codes, name) or {}
        return kept

    def _done(self, codes: Iterable[str]) -> dict[str, set[tuple[str, str]]]:
        """Return what each country has practices of, as pairs of a facet and a value."""
        return {
            code: {
                (name, value) for name in _DONE for value, count in self._crossed[name].get(code, {}).items() if count
            }
            for code in codes
        }

    def _alike(self, code: str, shared: set[tuple[str, str]]) -> Alike:
        (other,) = self._others([code])
        held = {name: [value for facet, value in shared if facet == name] for name in _DONE}
        return Alike(
            other,
            [Fact(BY_NAME[name], terms(BY_NAME[name], held[name], self._vocabularies)) for name in _DONE if held[name]],
        )

    def _name(self, code: str) -> str:
        return name_of(code, self._vocabularies)


def name_of(code: str, vocabularies: Vocabularies) -> str:
    """Return the name of a country in the reader's language."""
    entry = vocabularies[Country].get(code)
    return entry.name if entry else code
