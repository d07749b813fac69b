"""The profile of one country: its practices by role, with whom it has them, and what others do beside it.

Knows no request and no template.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from practices.models import Country, Involvement, Organisation, Participation, Practice, Region
from practices.models.querysets import PracticeQuerySet
from practices.search import Snapshot
from practices.taxonomy.facets import BY_NAME, SEARCHED, Facet
from practices.taxonomy.vocabularies import Entry, sort_key

from .browse import Browse, Card, Panel
from .countries import countries
from .criteria import Criteria, selecting
from .terms import Fact, Term, terms

SHOWN = 10  # practices of each role, and rows of a list
NEAREST = 4  # countries that are most alike
AROUND = 5  # practices of each region, where the country has none
_DONE = ("policy_area", "migration_phase")  # what countries are compared by
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
class Other:
    """Another country, with a number of practices."""

    code: str
    name: str
    count: int
    question: Criteria | None = None


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

    @cached_property
    def _whole(self) -> Browse:
        return Browse(Criteria(), self._snapshot, page_size=1)

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
                len({part.practice for part in self._own if part.role == role}),
                len({part.practice for part in self._own if part.role == role and part.leads}),
                [self._listed(cards[pk]) for pk in chosen[role.value] if pk in cards],
            )
            for role in Participation.Role
        ]

    @cached_property
    def phases(self) -> Panel:
        """All migration phases with the number of its practices."""
        return self.found.panel("migration_phase")

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

    @property
    def destinations(self) -> list[Other]:
        """Where workers go from it, by the practices that say so."""
        return self._bound(Participation.Role.ORIGIN.value)

    @property
    def origins(self) -> list[Other]:
        """Where workers come to it from, by the practices that say so."""
        return self._bound(Participation.Role.DESTINATION.value)

    @cached_property
    def neighbours(self) -> list[Other]:
        """The other countries of its sub-region, also those without practices."""
        return self._others(
            entry.value
            for entry in countries(self._vocabularies)
            if entry.parent and entry.parent == self.country.parent and entry != self.country
        )

    @cached_property
    def is_widened(self) -> bool:
        """Whether its neighbours and partners have nothing that it lacks, so that its whole region is asked."""
        return not self._missing(self._near)

    @cached_property
    def missing(self) -> list[Missing]:
        """The areas and phases of which its neighbours and partners have practices, and it has none."""
        return self._missing(self._near) or self._missing(self._in_region)

    @cached_property
    def alike(self) -> list[Alike]:
        """The countries that do most of the same, best first. Those that share a practice with it are left out."""
        own = self._done({self.country.value}).get(self.country.value, set())
        bound = {part.code for part in self._parts}
        found = []
        for code, done in self._done(self._whole.results.counts["country"]).items():
            shared = own & done
            if code not in bound and len(shared) > 1:
                found.append((-len(shared) / len(own | done), code, shared))
        return [self._alike(code, shared) for _score, code, shared in sorted(found, key=lambda row: row[:2])[:NEAREST]]

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
        asked = [(region, selecting("region", region.value)) for region in self.regions]
        found = [(region, Browse(question, self._snapshot, page_size=SHOWN)) for region, question in asked]
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

    @property
    def _own(self) -> list[_Part]:
        return [part for part in self._parts if part.code == self.country.value]

    @property
    def _ids(self) -> set[int]:
        return {part.practice for part in self._own}

    def _chosen(self, role: str) -> list[int]:
        """Return the practices to show of a role: those in which it acts first, then the newest."""
        own = [part for part in self._own if part.role == role]
        acting = {part.practice for part in own if part.leads}
        ids = {part.practice for part in own}
        return sorted((pk for pk in self.found.results.ids if pk in ids), key=lambda pk: pk not in acting)[:SHOWN]

    def _listed(self, card: Card) -> Listed:
        leading = [part.code for part in self._parts if part.practice == card.practice.pk and part.leads]
        actors = [self._name(code) for code in dict.fromkeys(leading)]
        if not actors:
            rows = card.practice.involvements.all()
            actors = [str(row.organisation) for row in rows if row.part == Involvement.Part.LEAD]
        return Listed(card, self.country.value in leading, actors)

    def _compared(self, name: str) -> list[Compared]:
        facet = BY_NAME[name]
        own, everywhere = self.found.results.counts[name], self._whole.results.counts[name]
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
                self.question.with_values(facet, [term.value]) if own.get(term.value) else selecting(name, term.value),
            )
            for term in terms(facet, shown, self._vocabularies)
        ]

    def _bound(self, role: str) -> list[Other]:
        """Return the countries at the other end of its practices, where it has this role."""
        mine = {part.practice for part in self._own if part.role == role}
        held: dict[str, set[int]] = defaultdict(set)
        for part in self._parts:
            if part.practice in mine and part.role == _BOUND[role] and part.code != self.country.value:
                held[part.code].add(part.practice)
        found = [Other(code, self._name(code), len(practices)) for code, practices in held.items()]
        return sorted(found, key=lambda other: (-other.count, sort_key(other.name)))

    def _others(self, codes: Iterable[str]) -> list[Other]:
        counts = self._whole.results.counts["country"]
        found = [Other(code, self._name(code), counts.get(code, 0)) for code in codes]
        return sorted(found, key=lambda other: sort_key(other.name))

    @cached_property
    def _near(self) -> set[str]:
        return {other.code for other in (*self.neighbours, *self.destinations, *self.origins)}

    @cached_property
    def _in_region(self) -> set[str]:
        lineages = self._vocabularies[Region].lineages
        line = lineages.get(self.country.parent, ())
        near = {
            entry.value for entry in countries(self._vocabularies) if lineages.get(entry.parent, ())[:1] == line[:1]
        }
        return near - {self.country.value} if line else set()

    def _missing(self, codes: set[str]) -> list[Missing]:
        found = []
        for name in _DONE:
            crossed = self._crossed(name)
            for one in self._compared(name):
                if one.own:
                    continue
                having = [
                    Other(
                        code,
                        self._name(code),
                        count,
                        selecting("country", code).with_values(BY_NAME[name], [one.term.value]),
                    )
                    for code in codes
                    if (count := crossed.get(code, {}).get(one.term.value, 0))
                ]
                if having:
                    found.append(
                        Missing(BY_NAME[name], one.term, sorted(having, key=lambda other: sort_key(other.name)))
                    )
        return found

    def _crossed(self, name: str) -> dict[str, dict[str, int]]:
        """Count the practices of each country by the values of a facet. Empty while that would take too long."""
        key = f"_crossed_{name}"
        if key not in self.__dict__:
            codes = self._whole.results.counts["country"]
            self.__dict__[key] = self._snapshot.crossed("country", codes, name) or {}
        crossed: dict[str, dict[str, int]] = self.__dict__[key]
        return crossed

    def _done(self, codes: Iterable[str]) -> dict[str, set[tuple[str, str]]]:
        """Return what each country has practices of, as pairs of a facet and a value."""
        return {
            code: {
                (name, value) for name in _DONE for value, count in self._crossed(name).get(code, {}).items() if count
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
        entry = self._vocabularies[Country].get(code)
        return entry.name if entry else code
