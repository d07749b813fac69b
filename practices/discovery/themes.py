"""One policy area or one phase of migration as its page shows it, and the policy areas in their groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from practices.models import PolicyArea, Practice, Source
from practices.search import Snapshot
from practices.taxonomy.facets import BY_NAME, Choice
from practices.taxonomy.vocabularies import Entry

from . import breadcrumbs
from .breadcrumbs import Crumb
from .browse import Browse, Card
from .criteria import Criteria, selecting
from .panels import Option, Panel
from .tallies import SPLIT, Tally
from .terms import PAGES

AREA, PHASE = "policy_area", "migration_phase"
MOST_CARDS = 10  # of each kind of entry
_MOST_RELATED = 8


@dataclass(frozen=True)
class Shared:
    """Another term, and how many practices have both."""

    choice: Choice
    count: int
    share: int  # of the largest, in percent
    criteria: Criteria


def by_group(options: Iterable[Option]) -> list[tuple[str, str, list[Option]]]:
    """Return policy areas below their group and its name. Those of none come last."""
    groups: dict[str, list[Option]] = {group: [] for group in PolicyArea.Group.values}
    for option in options:
        groups.setdefault(option.choice.group, []).append(option)
    names = dict(PolicyArea.Group.choices)
    return [(group, str(names.get(group, "")), found) for group, found in groups.items() if found]


class Theme:
    """A policy area or phase: what is known of it, and what is not."""

    def __init__(self, facet: str, value: str, snapshot: Snapshot) -> None:
        self.facet, self.value = BY_NAME[facet], value
        self.found = Browse(selecting(facet, value), snapshot, page_size=1)
        self.snapshot, self.vocabularies = self.found.snapshot, self.found.vocabularies
        self.criteria = self.found.criteria
        self.page = PAGES[facet]

    @cached_property
    def entry(self) -> Entry:
        """Its name and description."""
        entry: Entry | None = self.vocabularies[self.facet.vocabulary].get(self.value)  # type: ignore[index]
        if entry is None:
            raise KeyError(self.value)
        return entry

    @property
    def breadcrumbs(self) -> list[Crumb]:
        """The way to it from the first page."""
        return [breadcrumbs.home(), *([breadcrumbs.all_areas()] if self.is_area else [])]

    @property
    def is_area(self) -> bool:
        return self.facet.name == AREA

    @property
    def tally(self) -> Tally:
        """Its named practices and approaches."""
        return Tally.of(self.found.results.counts[SPLIT], self.criteria)

    @cached_property
    def countries(self) -> list[str]:
        """The names of the countries in which it is acted, in order."""
        return [option.choice.label for option in self._panels["country"].options if option.count]

    @cached_property
    def with_results(self) -> int:
        """How many of its practices say what came of them."""
        stored = self.facet.stored_as(self.value, self.vocabularies)
        holders = Practice.objects.filter(**{f"{self.facet.paths[0]}__in": stored}).order_by().values("pk")
        return int(Practice.objects.published().filter(pk__in=holders).filter(results_en__gt="").count())

    @cached_property
    def named(self) -> list[Card]:
        """The newest of its practices of which a document says who did them."""
        return self._cards[0]

    @cached_property
    def approaches(self) -> list[Card]:
        """The newest of what is recommended."""
        return self._cards[1]

    @property
    def named_question(self) -> Criteria:
        return self._question(Practice.EvidenceBasis.NAMED_PRACTICE)

    @property
    def approaches_question(self) -> Criteria:
        return self._question(Practice.EvidenceBasis.APPROACH)

    @property
    def phases(self) -> Panel:
        """The phases, and how many of its practices act in each."""
        return self._panels[PHASE]

    @property
    def areas(self) -> list[tuple[str, str, list[Option]]]:
        """The policy areas by group, and how many of its practices act on each."""
        return by_group(self._panels[AREA].options)

    @property
    def gaps(self) -> list[Option]:
        """The phases of an area, or areas of a phase, in which there is nothing."""
        across = PHASE if self.is_area else AREA
        return [option for option in self._panels[across].options if not option.count and not option.choice.retired]

    @cached_property
    def related(self) -> list[Shared]:
        """The other terms of its kind that share most practices with it; none while counting would take too long."""
        crossed = self.snapshot.crossed(self.facet.name, [self.value], self.facet.name) or {}
        counts = {value: count for value, count in crossed.get(self.value, {}).items() if value != self.value}
        largest = max(counts.values(), default=0)
        shared = [
            Shared(one, counts[one.value], 100 * counts[one.value] // largest, selecting(self.facet.name, one.value))
            for one in self.facet.choices(self.vocabularies)
            if counts.get(one.value)
        ]
        return sorted(shared, key=lambda one: -one.count)[:_MOST_RELATED]

    @cached_property
    def sources(self) -> list[tuple[Source, int, Criteria]]:
        """The documents that report its practices, with how many each reports and the question for these."""
        counts = self.found.results.counts["source"]
        sources = Source.objects.filter(slug__in=counts)
        found = [(one, counts[one.slug], self.criteria.with_values(BY_NAME["source"], [one.slug])) for one in sources]
        return sorted(found, key=lambda row: (-row[1], row[0].slug))

    @cached_property
    def _panels(self) -> dict[str, Panel]:
        return {panel.facet.name: panel for panel in self.found.panels}

    @cached_property
    def _cards(self) -> tuple[list[Card], list[Card]]:
        """The cards of both kinds, fetched together."""
        questions = (self.named_question, self.approaches_question)
        pages = [Browse(one, self.snapshot, page_size=MOST_CARDS).results.ids for one in questions]
        cards = self.found.cards_of([pk for ids in pages for pk in ids])
        named = [card for card in cards if card.practice.pk in pages[0]]
        return named, [card for card in cards if card.practice.pk in pages[1]]

    def _question(self, kind: str) -> Criteria:
        return self.criteria.with_values(BY_NAME[SPLIT], [kind])
