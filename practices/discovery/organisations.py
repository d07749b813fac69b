"""What one organisation did, by its part in practices; and the list of all that have published practices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from practices.models import Involvement, Organisation, Practice
from practices.search import Snapshot
from practices.taxonomy.facets import Choice

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
        held: dict[str, set[int]] = defaultdict(set)
        for practice, part, _reported in self._rows:
            held[part].add(practice)
        ids = Browse(self.criteria, self.snapshot, page_size=max(1, self.found.total)).results.ids
        chosen = {part: [pk for pk in ids if pk in held[part]][:MOST_CARDS] for part in held}
        shown = sorted({pk for pks in chosen.values() for pk in pks})
        cards = {card.practice.pk: card for card in self.found.cards_of(shown)}
        return [
            PartTaken(part.value, str(part.label), len(held[part]), [cards[pk] for pk in chosen[part] if pk in cards])
            for part in Involvement.Part
            if part in held
        ]

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year in which its practices were reported, if any has a date."""
        years = [reported.year for _practice, _part, reported in self._rows if reported]
        return (min(years), max(years)) if years else None

    @cached_property
    def _rows(self) -> list[Any]:
        rows = Involvement.objects.filter(organisation__slug=self.value, practice__in=Practice.objects.published())
        return list(rows.order_by().values_list("practice_id", "part", "practice__reported_on"))


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
        rows = Involvement.objects.filter(
            organisation__slug__in=[option.choice.value for option in options],
            practice__in=Practice.objects.published(),
        )
        counts: dict[tuple[str, str], int] = {
            (slug, part): count
            for slug, part, count in rows.order_by()
            .values_list("organisation__slug", "part")
            .annotate(count=Count("practice", distinct=True))
        }
        return [
            Listed(
                option.choice,
                option.count,
                [counts.get((option.choice.value, part), 0) for part in Involvement.Part.values],
            )
            for option in options
        ]
