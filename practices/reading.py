"""What the page of one practice shows besides its text: its terms, why others are related, how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .facets import BY_NAME, DETAILS, FACETS, Facet, Values, values_of
from .models import Practice
from .search import Snapshot
from .terms import Fact, Stop, terms, track

RELATED = 4
# In this order are reasons given for calling a practice related.
_REASONS = ("country", "policy_area", "migration_phase")


@dataclass(frozen=True)
class Related:
    """Another practice, and what it has in common with this one."""

    practice: Practice
    reasons: list[Fact]


class Reading:
    """One practice as its reader sees it."""

    def __init__(self, practice: Practice, snapshot: Snapshot) -> None:
        self.practice = practice
        self.snapshot = snapshot
        self.vocabularies = self.snapshot.vocabularies

    @property
    def sections(self) -> Iterator[tuple[str, str]]:
        """The name and text of each section that has one."""
        for name in ("problem", "done", "results", "lessons"):
            if text := getattr(self.practice, name):
                yield name, text

    @property
    def facts(self) -> Iterator[Fact]:
        """The fact box: each facet in which the practice has a value, then what is told besides."""
        for facet in (*FACETS, *DETAILS):
            # The track and the page's head show these already.
            if facet.name in {"migration_phase", "country", "source", "organisation"}:
                continue
            if values := self._values[self.practice.pk][facet.name]:
                yield self._fact(facet, values)

    @property
    def track(self) -> list[Stop]:
        """All migration phases in order, and which of them the practice acts in."""
        return track(self._values[self.practice.pk], self.vocabularies)

    @cached_property
    def related(self) -> list[Related]:
        """The practices that share most with this one, each with the reasons."""
        others = Practice.objects.published().in_order(self._related_ids)
        return [Related(other, reasons) for other in others if (reasons := self._shared(other))]

    @cached_property
    def _related_ids(self) -> list[int]:
        return self.snapshot.related(self.practice.pk, RELATED)

    @cached_property
    def _values(self) -> dict[int, Values]:
        """The values of this practice and of the related ones, in one query."""
        return values_of([self.practice.pk, *self._related_ids], self.vocabularies, [*FACETS, *DETAILS])

    def _shared(self, other: Practice) -> list[Fact]:
        reasons = []
        for name in _REASONS:
            shared = [value for value in self._values[other.pk][name] if value in self._values[self.practice.pk][name]]
            if shared:
                reasons.append(self._fact(BY_NAME[name], shared))
        return reasons[:2]

    def _fact(self, facet: Facet, values: list[str]) -> Fact:
        return Fact(facet, terms(facet, values, self.vocabularies))
