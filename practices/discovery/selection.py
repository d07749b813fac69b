"""A reader's selection: practices in an order of their own, and what it would be with one thing changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from practices.search import Snapshot

from .browse import Browse
from .cards import Card
from .criteria import MOST_IDS, Criteria


@dataclass(frozen=True)
class Picked:
    """One practice of a selection, the one before it and the one after it, where there are such."""

    card: Card
    before: int | None
    after: int | None

    @property
    def moves(self) -> list[tuple[int, str]]:
        """The practices that it can change places with, and where it stands then: 'up' or 'down'."""
        return [(pk, way) for pk, way in ((self.before, "up"), (self.after, "down")) if pk is not None]


class Selection:
    """The practices that a question asks for one by one. It has one at least, if only as a number that is nobody's."""

    def __init__(self, question: Criteria, snapshot: Snapshot | None = None) -> None:
        self.found = Browse(question, snapshot, page_size=MOST_IDS)
        self.question = self.found.canonical  # with those that were withdrawn since

    @property
    def picked(self) -> Iterator[Picked]:
        """The practices that are published, in order."""
        cards = self.found.cards
        ids = [None, *(card.practice.pk for card in cards), None]
        for place, card in enumerate(cards):
            yield Picked(card, ids[place], ids[place + 2])

    @property
    def lost(self) -> list[int]:
        """The numbers of those that are not, or no longer."""
        return [*self.found.chosen.withdrawn, *self.found.chosen.unknown]


def without(ids: Iterable[int], one: int | None) -> list[int]:
    """Return a selection without one of its practices."""
    return [pk for pk in ids if pk != one]


def swapped(ids: Iterable[int], one: int, other: int) -> list[int]:
    """Return a selection with two of its practices in each other's place, if it has both."""
    ids = list(ids)
    places = {one: other, other: one} if {one, other} <= set(ids) else {}
    return [places.get(pk, pk) for pk in ids]
