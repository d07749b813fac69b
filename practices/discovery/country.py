"""The profile of one country: its practices by role, with whom it has them, and what others do beside it.

Knows no request and no template.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pyroaring import BitMap

from practices.models import Country, Involvement, Organisation, Participation, Region
from practices.search import Query, Snapshot
from practices.taxonomy.facets import BY_NAME, SEARCHED, acting_as, taking_part_as
from practices.taxonomy.vocabularies import Entry, Vocabularies
from practices.text.collation import sort_key

from .beside import Beside, Other, name_of
from .browse import Browse
from .cards import Card
from .criteria import Criteria, selecting
from .panels import Panel
from .terms import Term, terms
from .years import years_of

SHOWN = 6  # practices of each role
FOREMOST = 3  # practices on its card
AROUND = 5  # practices of each region, where the country has none
_BOUND = {
    Participation.Role.ORIGIN.value: Participation.Role.DESTINATION.value,
    Participation.Role.DESTINATION.value: Participation.Role.ORIGIN.value,
}


@dataclass(frozen=True)
class Listed:
    """A practice of the country, and why it is listed: who acts in it."""

    card: Card
    acts: bool  # the country itself
    actors: list[str]


@dataclass(frozen=True)
class Role:
    """What the country does in one role."""

    value: str
    label: str
    count: int
    acting: int  # practices in which it does not only stand by its name
    listed: list[Listed]


@dataclass(frozen=True)
class Involved:
    """An organisation in the country's practices, with the number of them for each of its parts."""

    term: Term
    parts: dict[str, int]


@dataclass(frozen=True)
class Around:
    """Practices of a region that the country lies in."""

    region: Entry
    total: int
    cards: list[Card]
    question: Criteria


class Profile:
    """One country as its reader sees it. Parts are worked out when they are asked for."""

    def __init__(self, country: Entry, snapshot: Snapshot) -> None:
        self.country = country
        self.question = selecting("country", country.value)
        self._snapshot = snapshot
        self._vocabularies = snapshot.vocabularies

    @cached_property
    def found(self) -> Browse:
        """All its practices."""
        return Browse(self.question, self._snapshot, page_size=1)

    @property
    def _found(self) -> BitMap:
        return self.found.results.found

    @property
    def total(self) -> int:
        """The number of its practices."""
        return self.found.total

    @cached_property
    def acting(self) -> int:
        """The number of practices in which it acts. In the others it is merely named."""
        return len(self._acting)

    @property
    def named(self) -> int:
        return self.total - self.acting

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year in which its practices were reported, if any has a date."""
        return years_of(self.found)

    @cached_property
    def regions(self) -> list[Entry]:
        """The regions that it lies in, the nearest first."""
        return regions_of(self.country, self._vocabularies)

    @cached_property
    def roles(self) -> list[Role]:
        """What it does in each role, also those in which it does nothing."""
        chosen = {role.value: self._chosen(role.value) for role in Participation.Role}
        ids = {pk for pks in chosen.values() for pk in pks}
        cards = {card.practice.pk: card for card in self.found.cards_of(sorted(ids))}
        return [
            Role(
                role.value,
                str(role.label),
                len(self._holding(role.value)),
                len(self._holding(acting_as(role.value))),
                [self._listed(cards[pk]) for pk in chosen[role.value] if pk in cards],
            )
            for role in Participation.Role
        ]

    @cached_property
    def foremost(self) -> list[Listed]:
        """A few of all: those in which it acts first, then as in any list."""
        chosen = self._first(self._acting, self._found, FOREMOST)
        cards = {card.practice.pk: card for card in self.found.cards_of(chosen)}
        return [self._listed(cards[pk]) for pk in chosen if pk in cards]

    @cached_property
    def phases(self) -> Panel:
        """All migration phases with the number of its practices."""
        return self.found.panel("migration_phase")

    @cached_property
    def beside(self) -> Beside:
        """The same beside the whole catalogue, its neighbours, and the countries at the other ends of its practices."""
        partners = {other.code for other in (*self.destinations, *self.origins)}
        return Beside(self.country, self.found, partners, set(self._snapshot.counts("country", self._found)))

    @cached_property
    def destinations(self) -> list[Other]:
        """Where workers go from it, by the practices that say so."""
        return self._bound(Participation.Role.ORIGIN.value)

    @cached_property
    def origins(self) -> list[Other]:
        """Where workers come to it from, by the practices that say so."""
        return self._bound(Participation.Role.DESTINATION.value)

    @cached_property
    def organisations(self) -> list[Involved]:
        """The organisations in its practices, those that lead most first."""
        counts = {part: self._snapshot.counts(taking_part_as(part), self._found) for part in Involvement.Part.values}
        held = {slug for slugs in counts.values() for slug in slugs}
        facet = next(facet for facet in SEARCHED if facet.vocabulary is Organisation)
        found = [
            Involved(term, {part: counts[part].get(term.value, 0) for part in counts})
            for term in terms(facet, held, self._vocabularies)
        ]
        return sorted(found, key=lambda one: [-count for count in one.parts.values()])

    @cached_property
    def around(self) -> list[Around]:
        """Where it has no practice: those of its sub-region, then those of its region, each once."""
        return around(self.country, self._snapshot)

    @cached_property
    def _acting(self) -> BitMap:
        return BitMap.union(*(self._holding(acting_as(role)) for role in Participation.Role.values))

    def _holding(self, facet: str) -> BitMap:
        """Return the practices that have the country as a value of a facet."""
        return self._snapshot.holding(facet, [self.country.value])

    def _chosen(self, role: str) -> list[int]:
        """Return the practices to show of a role: those in which it acts first, then those that lists have first."""
        asked = role if role in BY_NAME else "country"  # which finds all of the role, and perhaps others
        return self._first(self._holding(acting_as(role)), self._holding(role), SHOWN, asked)

    def _first(self, acting: BitMap, others: BitMap, most: int, asked: str = "country") -> list[int]:
        """Return the first of two sets of practices, which a question for the country by one facet finds."""
        ids: list[int] = []
        for among in (acting, others - acting):
            question = Query(
                selections={asked: (self.country.value,)}, sort=self.question.effective_sort, limit=most - len(ids)
            )
            ids += self._snapshot.first(among, question) if among and question.limit else []
        return ids

    def _listed(self, card: Card) -> Listed:
        meaning = self._vocabularies[Country].meaning
        rows = [row for row in card.practice.participations.all() if row.part == Participation.Part.LEAD]
        leading = list(dict.fromkeys(meaning(row.country.code) for row in rows))
        involved = [row for row in card.practice.taking_part if row.part == Involvement.Part.LEAD]
        actors = [self._name(code) for code in leading] or [str(row.doer) for row in involved]
        return Listed(card, self.country.value in leading, actors)

    def _bound(self, role: str) -> list[Other]:
        """Return the countries at the other end of its practices, where it has this role."""
        counts = self._snapshot.counts(_BOUND[role], self._holding(role))
        found = [Other(code, self._name(code), n) for code, n in counts.items() if code != self.country.value]
        return sorted(found, key=lambda other: (-other.count, sort_key(other.name)))

    def _name(self, code: str) -> str:
        return name_of(code, self._vocabularies)


def regions_of(country: Entry, vocabularies: Vocabularies) -> list[Entry]:
    """Return the regions that a country lies in, the nearest first."""
    vocabulary = vocabularies[Region]
    line = (vocabulary.get(value) for value in vocabulary.lineages.get(country.parent, ()))
    return [region for region in line if region][::-1]


def around(country: Entry, snapshot: Snapshot, question: Criteria | None = None) -> list[Around]:
    """Return the practices of a country's sub-region, then those of its region, each once: those that also meet a
    question or, where none in its region does, all.
    """
    asked = question or Criteria()
    found = [
        (region, Browse(asked.with_values(BY_NAME["region"], [region.value]), snapshot, page_size=2 * AROUND))
        for region in regions_of(country, snapshot.vocabularies)
    ]
    if not asked.is_empty and not any(browse.total for _region, browse in found):
        return around(country, snapshot)
    listed, shown = [], set[int]()
    for region, browse in found:
        ids = [pk for pk in browse.results.ids if pk not in shown][:AROUND]
        shown.update(ids)
        if ids:
            listed.append(Around(region, browse.total, browse.cards_of(ids), browse.criteria))
    return listed
