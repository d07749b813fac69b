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
from practices.taxonomy.vocabularies import Entry, sort_key

from .beside import Beside, Other, name_of
from .browse import Browse
from .cards import Card
from .criteria import Criteria, selecting
from .panels import Panel
from .terms import Term, terms
from .years import years_of

SHOWN = 6  # practices of each role
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
        return len(BitMap.union(*(self._holding(acting_as(role)) for role in Participation.Role.values)))

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
        vocabulary = self._vocabularies[Region]
        line = (vocabulary.get(value) for value in vocabulary.lineages.get(self.country.parent, ()))
        return [region for region in line if region][::-1]

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
        asked = [(region, selecting("region", region.value)) for region in self.regions]
        found = [(region, Browse(question, self._snapshot, page_size=2 * AROUND)) for region, question in asked]
        chosen: dict[str, list[int]] = {}
        for region, browse in found:
            shown = {pk for pks in chosen.values() for pk in pks}
            chosen[region.value] = [pk for pk in browse.results.ids if pk not in shown][:AROUND]
        cards = {card.practice.pk: card for card in self.found.cards_of([pk for pks in chosen.values() for pk in pks])}
        return [
            Around(region, browse.total, [cards[pk] for pk in chosen[region.value] if pk in cards], browse.criteria)
            for region, browse in found
            if chosen[region.value]
        ]

    def _holding(self, facet: str) -> BitMap:
        """Return the practices that have the country as a value of a facet."""
        return self._snapshot.holding(facet, [self.country.value])

    def _chosen(self, role: str) -> list[int]:
        """Return the practices to show of a role: those in which it acts first, then those that lists have first."""
        asked = role if role in BY_NAME else "country"  # which finds all of the role, and perhaps others
        acting = self._holding(acting_as(role))
        ids: list[int] = []
        for among in (acting, self._holding(role) - acting):
            question = Query(
                selections={asked: (self.country.value,)}, sort=self.question.effective_sort, limit=SHOWN - len(ids)
            )
            ids += self._snapshot.first(among, question) if among and question.limit else []
        return ids

    def _listed(self, card: Card) -> Listed:
        meaning = self._vocabularies[Country].meaning
        rows = [row for row in card.practice.participations.all() if row.part == Participation.Part.LEAD]
        leading = list(dict.fromkeys(meaning(row.country.code) for row in rows))
        involved = [row for row in card.practice.involvements.all() if row.part == Involvement.Part.LEAD]
        actors = [self._name(code) for code in leading] or [str(row.organisation) for row in involved]
        return Listed(card, self.country.value in leading, actors)

    def _bound(self, role: str) -> list[Other]:
        """Return the countries at the other end of its practices, where it has this role."""
        counts = self._snapshot.counts(_BOUND[role], self._holding(role))
        found = [Other(code, self._name(code), n) for code, n in counts.items() if code != self.country.value]
        return sorted(found, key=lambda other: (-other.count, sort_key(other.name)))

    def _name(self, code: str) -> str:
        return name_of(code, self._vocabularies)
