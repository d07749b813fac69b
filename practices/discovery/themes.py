"""One policy area or one phase of migration as its page shows it, and the policy areas in their groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from practices.models import PolicyArea, Practice
from practices.taxonomy.facets import BY_NAME, Choice

from . import breadcrumbs
from .breadcrumbs import Crumb
from .browse import Browse
from .cards import Card
from .criteria import Criteria, selecting
from .panels import Option
from .subject import Subject
from .tallies import SPLIT

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


class Theme(Subject):
    """A policy area or phase: what is known of it, and what is not."""

    @property
    def breadcrumbs(self) -> list[Crumb]:
        """The way to it from the first page."""
        return [breadcrumbs.home(), *([breadcrumbs.all_areas()] if self.is_area else [])]

    @property
    def is_area(self) -> bool:
        return self.facet.name == AREA

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
    def areas(self) -> list[tuple[str, str, list[Option]]]:
        """The policy areas by group, and how many of its practices act on each."""
        return by_group(self.found.panel(AREA).options)

    @property
    def gaps(self) -> list[Option]:
        """The phases of an area, or areas of a phase, in which there is nothing."""
        across = PHASE if self.is_area else AREA
        return [option for option in self.found.panel(across).options if not option.count and not option.choice.retired]

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
    def _cards(self) -> tuple[list[Card], list[Card]]:
        """The cards of both kinds, fetched together."""
        questions = (self.named_question, self.approaches_question)
        pages = [Browse(one, self.snapshot, page_size=MOST_CARDS).results.ids for one in questions]
        cards = self.found.cards_of([pk for ids in pages for pk in ids])
        named = [card for card in cards if card.practice.pk in pages[0]]
        return named, [card for card in cards if card.practice.pk in pages[1]]

    def _question(self, kind: str) -> Criteria:
        return self.criteria.with_values(BY_NAME[SPLIT], [kind])
