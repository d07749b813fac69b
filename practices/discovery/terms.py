"""A practice's terms as a reader sees them: labels that lead to all practices that share them, and the phase track."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from practices.taxonomy.facets import BY_NAME, Facet, Values
from practices.taxonomy.vocabularies import Vocabularies

from .criteria import Criteria, selecting

# The facets whose terms have pages of their own, and how these are named.
PAGES = {
    "policy_area": "policy-area",
    "migration_phase": "phase",
    "organisation": "organisation",
    "source": "source",
}


@dataclass(frozen=True)
class Term:
    """One value of a practice."""

    value: str
    label: str
    facet: Facet
    group: str = ""  # of a policy area
    page: str = ""  # the name of the address of its own page, where it has one
    language: str = ""  # of the label, if it is not the reader's

    @property
    def criteria(self) -> Criteria | None:
        """The question that finds all practices that share it. None where nobody can browse by it."""
        return selecting(self.facet.name, self.value) if self.facet.name in BY_NAME else None


@dataclass(frozen=True)
class Fact:
    """A facet and the values that a practice has of it."""

    facet: Facet
    terms: list[Term]


@dataclass(frozen=True)
class Stop:
    """One stop of the phase track."""

    term: Term
    is_covered: bool


def terms(facet: Facet, values: Iterable[str], vocabularies: Vocabularies) -> list[Term]:
    """Return the terms of these values, in the facet's order."""
    wanted = set(values)
    return [
        Term(choice.value, choice.label, facet, choice.group, PAGES.get(facet.name, ""), choice.language)
        for choice in facet.choices(vocabularies)
        if choice.value in wanted
    ]


def track(values: Values, vocabularies: Vocabularies) -> list[Stop]:
    """Return all migration phases in order, and which of them the practice acts in."""
    facet = BY_NAME["migration_phase"]
    covered = values[facet.name]
    choices = [choice for choice in facet.choices(vocabularies) if choice.value in covered or not choice.retired]
    stops = terms(facet, [choice.value for choice in choices], vocabularies)
    return [Stop(stop, stop.value in covered) for stop in stops]
