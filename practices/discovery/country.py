"""The profile of one country: its practices by role, with whom it has them, and what others do beside it.

Knows no request and no template.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from practices.models import Country, Involvement, Organisation, Participation, Practice, Region
from practices.models.querysets import PracticeQuerySet
from practices.search import Snapshot
from practices.taxonomy.facets import BY_NAME, SEARCHED
from practices.taxonomy.vocabularies import Entry, Vocabularies, sort_key

from .beside import Beside, Other, name_of
from .browse import Browse
from .cards import Card
from .criteria import Criteria, selecting
from .panels import Panel
from .terms import Term, terms

SHOWN = 6  # practices of each role
FOREMOST = 3  # practices on its card
AROUND = 5  # practices of each region, where the country has none
_BOUND = {
    Participation.Role.ORIGIN.value: Participation.Role.DESTINATION.value,
    Participation.Role.DESTINATION.value: Participation.Role.ORIGIN.value,
}


class _Part(NamedTuple):
    """A country's part in a practice."""

    practice: int
    code: str
    role: str
    part: str
    reported: datetime.date | None

    @property
    def leads(self) -> bool:
        return self.part == Participation.Part.LEAD


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
        """All its practices, newest first."""
        return Browse(self.question, self._snapshot, page_size=max(1, len(self._ids)))

    @property
    def total(self) -> int:
        """The number of its practices."""
        return self.found.total

    @cached_property
    def acting(self) -> int:
        """The number of practices in which it acts. In the others it is merely named."""
        return len({part.practice for part in self._own if part.leads})

    @property
    def named(self) -> int:
        return self.total - self.acting

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year in which its practices were reported, if any has a date."""
        years = [part.reported.year for part in self._own if part.reported]
        return (min(years), max(years)) if years else None

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
                len({part.practice for part in self._own if part.role == role}),
                len({part.practice for part in self._own if part.role == role and part.leads}),
                [self._listed(cards[pk]) for pk in chosen[role.value] if pk in cards],
            )
            for role in Participation.Role
        ]

    @cached_property
    def foremost(self) -> list[Listed]:
        """A few of all: those in which it acts first, then as in any list."""
        chosen = self._first({part.practice for part in self._own if part.leads}, self._ids, FOREMOST)
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
        return Beside(self.country, self.found, partners, {part.code for part in self._parts})

    @property
    def destinations(self) -> list[Other]:
        """Where workers go from it, by the practices that say so."""
        return self._bound(Participation.Role.ORIGIN.value)

    @property
    def origins(self) -> list[Other]:
        """Where workers come to it from, by the practices that say so."""
        return self._bound(Participation.Role.DESTINATION.value)

    @cached_property
    def organisations(self) -> list[Involved]:
        """The organisations in its practices, those that lead most first."""
        held: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        rows = Involvement.objects.filter(practice__in=self._practices).order_by()
        for slug, part, practice in rows.values_list("organisation__slug", "part", "practice_id"):
            held[slug][part].add(practice)
        facet = next(facet for facet in SEARCHED if facet.vocabulary is Organisation)
        found = [
            Involved(term, {part: len(held[term.value][part]) for part in Involvement.Part.values})
            for term in terms(facet, held, self._vocabularies)
        ]
        return sorted(found, key=lambda one: [-count for count in one.parts.values()])

    @cached_property
    def around(self) -> list[Around]:
        """Where it has no practice: those of its sub-region, then those of its region, each once."""
        return around(self.country, self._snapshot)

    @property
    def _codes(self) -> list[str]:
        return self._vocabularies[Country].merged_into(self.country.value)

    @property
    def _practices(self) -> PracticeQuerySet:
        mine = Participation.objects.filter(country__code__in=self._codes).values("practice_id")
        return Practice.objects.published().filter(pk__in=mine)  # type: ignore[no-any-return]

    @cached_property
    def _parts(self) -> list[_Part]:
        """All countries' parts in its practices, from the database: the index knows no roles."""
        rows = Participation.objects.filter(practice__in=self._practices).order_by("pk")
        columns = rows.values_list("practice_id", "country__code", "role", "part", "practice__reported_on")
        meaning = self._vocabularies[Country].meaning
        return [_Part(practice, meaning(code), role, part, date) for practice, code, role, part, date in columns]

    @cached_property
    def _own(self) -> list[_Part]:
        return [part for part in self._parts if part.code == self.country.value]

    @cached_property
    def _leading(self) -> dict[int, list[str]]:
        """The countries that act in each practice."""
        found: dict[int, list[str]] = defaultdict(list)
        for part in self._parts:
            if part.leads:
                found[part.practice].append(part.code)
        return found

    @cached_property
    def _ids(self) -> set[int]:
        return {part.practice for part in self._own}

    def _chosen(self, role: str) -> list[int]:
        """Return the practices to show of a role: those in which it acts first, then the newest."""
        own = [part for part in self._own if part.role == role]
        return self._first({part.practice for part in own if part.leads}, {part.practice for part in own}, SHOWN)

    def _first(self, acting: set[int], ids: set[int], most: int) -> list[int]:
        return sorted((pk for pk in self.found.results.ids if pk in ids), key=lambda pk: pk not in acting)[:most]

    def _listed(self, card: Card) -> Listed:
        leading = self._leading[card.practice.pk]
        actors = [self._name(code) for code in dict.fromkeys(leading)]
        if not actors:
            rows = card.practice.involvements.all()
            actors = [str(row.organisation) for row in rows if row.part == Involvement.Part.LEAD]
        return Listed(card, self.country.value in leading, actors)

    def _bound(self, role: str) -> list[Other]:
        """Return the countries at the other end of its practices, where it has this role."""
        mine = {part.practice for part in self._own if part.role == role}
        held: dict[str, set[int]] = defaultdict(set)
        for part in self._parts:
            if part.practice in mine and part.role == _BOUND[role] and part.code != self.country.value:
                held[part.code].add(part.practice)
        found = [Other(code, self._name(code), len(practices)) for code, practices in held.items()]
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
