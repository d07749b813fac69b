"""What one organisation did, by its part in practices; and the list of all that have published practices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator

from practices.models import Involvement, Organisation
from practices.search import Query, Snapshot
from practices.taxonomy.facets import Choice, taking_part_as

from . import breadcrumbs
from .breadcrumbs import Crumb
from .browse import Browse
from .cards import Card
from .criteria import Criteria
from .subject import Subject

ORGANISATION = "organisation"
MOST_CARDS = 10  # of each part
PAGE_SIZE = 100  # organisations in the list


@dataclass(frozen=True)
class PartTaken:
    """One part that an organisation has in practices: how many these are, and the first of them."""

    value: str
    label: str
    count: int
    cards: list[Card]


@dataclass(frozen=True)
class Listed:
    """An organisation in the list, and the number of its practices by its part in them."""

    choice: Choice
    total: int
    parts: list[int]  # in the order of `Involvement.Part`


class Doer(Subject):
    """One organisation as its reader sees it."""

    def __init__(self, value: str, snapshot: Snapshot) -> None:
        super().__init__(ORGANISATION, value, snapshot)

    @property
    def breadcrumbs(self) -> list[Crumb]:
        """The way to it from the first page."""
        return [breadcrumbs.home(), breadcrumbs.all_organisations()]

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation itself, with its country."""
        found: Organisation = Organisation.objects.select_related("country__merged_into").get(slug=self.value)
        return found

    @cached_property
    def parts(self) -> list[PartTaken]:
        """The parts that it has in practices: those that it leads first."""
        held = {part: self.snapshot.holding(taking_part_as(part), [self.value]) for part in Involvement.Part}
        question = Query(selections={ORGANISATION: (self.value,)}, sort=self.criteria.effective_sort, limit=MOST_CARDS)
        chosen = {part: self.snapshot.first(pks, question) for part, pks in held.items() if pks}
        shown = sorted({pk for pks in chosen.values() for pk in pks})
        cards = {card.practice.pk: card for card in self.found.cards_of(shown)}
        return [
            PartTaken(part.value, str(part.label), len(held[part]), [cards[pk] for pk in chosen[part] if pk in cards])
            for part in Involvement.Part
            if part in chosen
        ]


class AllOrganisations:
    """The organisations that have published practices, by name."""

    def __init__(self, snapshot: Snapshot, asked: str | None) -> None:
        self.found = Browse(Criteria(), snapshot, page_size=1)
        options = [option for option in self.found.panel(ORGANISATION).options if option.count]
        self.total = len(options)
        self.page: Page = Paginator(options, PAGE_SIZE).get_page(asked)

    @cached_property
    def listed(self) -> list[Listed]:
        """Those of this page."""
        options = list(self.page.object_list)
        snapshot, everything = self.found.snapshot, self.found.results.found
        counts = [snapshot.counts(taking_part_as(part), everything) for part in Involvement.Part.values]
        return [
            Listed(option.choice, option.count, [slugs.get(option.choice.value, 0) for slugs in counts])
            for option in options
        ]
