"""What the page of one practice shows besides its text: its terms, why others are related, how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from practices.citing.entry import Entry, entry
from practices.models import Country, Practice
from practices.search import Alike, Snapshot
from practices.taxonomy.facets import FACETS, SEARCHED, Facet, Values

from .age import Age
from .breadcrumbs import Crumb, breadcrumbs
from .criteria import Criteria
from .ends import ANY, DESTINATION, ORIGIN
from .needs import PARAMETER, Needs
from .terms import Fact, Stop, Term, terms, track

RELATED = 4
# In this order are reasons given for calling a practice related.
_REASONS = ("country", "organisation", "policy_area", "migration_phase")
_MOST_REASONS = 2
_MOST_WORDS = 3
# What stands elsewhere on the page: among the key facts, under the text, before these.
_ELSEWHERE = {"migration_phase", "policy_area", "country", "source", "organisation", "instrument", "level", "status"}
_BY_NAME = {facet.name: facet for facet in (*FACETS, *SEARCHED)}


@dataclass(frozen=True)
class Related:
    """Another practice, and what it has in common with this one."""

    practice: Practice
    reasons: list[Fact]
    words: list[str]  # that stand in both


class Detail:
    """One practice as its reader sees it."""

    def __init__(self, practice: Practice, snapshot: Snapshot, there: Sequence[str] = ()) -> None:
        self.practice = practice
        self.there = there  # what the reader's country has of what practices need
        self.snapshot = snapshot
        self.vocabularies = self.snapshot.vocabularies

    @cached_property
    def entry(self) -> Entry:
        """The practice, if it is published, as the world outside describes it."""
        return entry(self.practice, self._values[self.practice.pk], self.vocabularies)

    @property
    def sections(self) -> Iterator[tuple[str, str, str]]:
        """Name, heading and text of each section that has one, and of the results: their silence tells something."""
        for name in Practice.SECTIONS:
            text = getattr(self.practice, name)
            if text or name == "results":
                yield name, self.practice.heading(name), text

    @property
    def acting(self) -> list[Country]:
        """The countries that did it, rather than taking part or being merely named."""
        rows = self.practice.participations.all()
        return list(dict.fromkeys(row.country.meaning for row in rows if row.part == row.Part.LEAD))

    @cached_property
    def needs(self) -> Needs:
        """What it takes, by kind, and what of it the reader has."""
        return Needs.of(self.practice.requirements.all(), self.there)

    @property
    def needing_no_more(self) -> Criteria:
        """The question for the practices that need only what the reader has."""
        return Criteria().with_values(_BY_NAME[PARAMETER], self.there)

    @property
    def policy_areas(self) -> list[Term]:
        return self.terms("policy_area")

    @property
    def facts(self) -> Iterator[Fact]:
        """The fact box: each facet in which the practice has a value, then what is told besides."""
        for facet in SEARCHED:
            if facet.is_derived or facet.name in _ELSEWHERE:
                continue
            if values := self._values[self.practice.pk][facet.name]:
                yield self._fact(facet, values)

    @property
    def corridor(self) -> tuple[str, str] | None:
        """The ends of the corridor that it binds, for an address: a country where there is but one. Else none."""
        ends: dict[str, set[str]] = {ORIGIN: set(), DESTINATION: set()}
        for row in self.practice.participations.all():
            if row.role in ends:
                ends[row.role].add(row.country.meaning.code)
        origins, destinations = ends.values()
        if not origins or not destinations or origins == destinations or min(len(origins), len(destinations)) > 1:
            return None
        origin, destination = (codes.pop() if len(codes) == 1 else ANY for codes in (origins, destinations))
        return origin, destination

    @property
    def track(self) -> list[Stop]:
        """All migration phases in order, and which of them the practice acts in."""
        return track(self._values[self.practice.pk], self.vocabularies)

    @property
    def age(self) -> Age:
        """Its years, as far as they are known."""
        return Age(self.practice)

    @property
    def breadcrumbs(self) -> list[Crumb]:
        """The way to it from the first page."""
        return breadcrumbs(self.policy_areas)

    def terms(self, facet: str) -> list[Term]:
        """Return its terms of one facet."""
        return terms(_BY_NAME[facet], self._values[self.practice.pk][facet], self.vocabularies)

    @cached_property
    def related(self) -> list[Related]:
        """The practices that share most with this one, each with the reasons."""
        others = Practice.objects.published().in_order(self._alike)
        found = [Related(other, self._shared(other), self._alike[other.pk].words[:_MOST_WORDS]) for other in others]
        return [related for related in found if related.reasons or len(related.words) > 1]

    @cached_property
    def _alike(self) -> dict[int, Alike]:
        text = f"{self.practice.title_en}. {self.practice.summary_en}"  # type: ignore[attr-defined]
        pk = self.practice.revises_id or self.practice.pk  # nothing is like its own working copy
        return {alike.pk: alike for alike in self.snapshot.related(pk, text, RELATED, self._values_of_draft)}

    @property
    def _values_of_draft(self) -> Values | None:
        if self.practice.is_published:
            return None
        return self.snapshot.values_of([self.practice.pk])[self.practice.pk]

    @cached_property
    def _values(self) -> dict[int, Values]:
        """The values of this practice and of the related ones."""
        return self.snapshot.values_of([self.practice.pk, *self._alike])

    def _shared(self, other: Practice) -> list[Fact]:
        reasons = []
        for name in _REASONS:
            shared = [value for value in self._values[other.pk][name] if value in self._values[self.practice.pk][name]]
            if shared:
                reasons.append(self._fact(_BY_NAME[name], shared))
        return reasons[:_MOST_REASONS]

    def _fact(self, facet: Facet, values: list[str]) -> Fact:
        return Fact(facet, terms(facet, values, self.vocabularies))
