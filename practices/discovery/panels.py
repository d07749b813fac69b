"""What a reader can choose of each facet, and what they chose: values with how many practices they give, and chips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.taxonomy.facets import Choice, Facet, told_apart
from practices.taxonomy.vocabularies import Vocabularies

from .criteria import Criteria


@dataclass(frozen=True)
class Option:
    """One value in a facet's panel."""

    facet: Facet
    choice: Choice
    count: int
    is_selected: bool
    is_excluded: bool
    share: int  # of the largest count in its panel, in percent
    asked: Criteria

    @property
    def announcement(self) -> str:
        """How many practices have it, as a sentence."""
        return ngettext("%(count)s practice", "%(count)s practices", self.count) % {"count": self.count}

    @property
    def toggled(self) -> Criteria:
        """The question with this value if it isn't selected, else without it."""
        return self.asked.toggled(self.facet, self.choice.value)

    @property
    def excluding(self) -> Criteria:
        """The question that leaves this value out or, if it does already, no longer does."""
        return self.asked.excluding(self.facet, self.choice.value)

    @property
    def stays(self) -> bool:
        """Whether it was asked for, so that it is always shown."""
        return self.is_selected or self.is_excluded


class Panel:
    """One facet with its values and counts. Options are made when they are asked for: there may be hundreds."""

    def __init__(self, facet: Facet, asked: Criteria, counts: Mapping[str, int], vocabularies: Vocabularies) -> None:
        self.facet = facet
        self._asked = asked
        self._counts = counts
        self._selected, self._excluded = (set(values) for values in told_apart(asked.values(facet)))
        self._choices = [
            choice
            for choice in facet.choices(vocabularies)
            if choice.value in counts or self._stays(choice) or (facet.show_empty and not choice.retired)
        ]

    def __len__(self) -> int:
        return len(self._choices)

    @cached_property
    def options(self) -> list[Option]:
        """All its values, in order."""
        return self._options(self._choices)

    @property
    def shown(self) -> list[Option]:
        """The values that stand there at once."""
        in_order = self._choices if self.facet.in_order or self.facet.is_nested or not self.folded else self._by_count
        return self._options(choice for choice in in_order if choice.value not in self._folded)

    @property
    def folded(self) -> int:
        """How many values stand behind 'Show more'."""
        return len(self._folded)

    @cached_property
    def largest(self) -> int:
        """The number of practices that the most frequent value has."""
        return max(self._counts.values(), default=0)

    @property
    def selected_count(self) -> int:
        return sum(choice.value in self._selected for choice in self._choices)

    @property
    def are_alternatives(self) -> bool:
        """Whether several values are chosen, of which any will do."""
        return self.selected_count > 1 and not self.facet.within

    def _stays(self, choice: Choice) -> bool:
        return choice.value in self._selected or choice.value in self._excluded

    @cached_property
    def _by_count(self) -> list[Choice]:
        return sorted(self._choices, key=self._count, reverse=True)

    @cached_property
    def _folded(self) -> set[str]:
        """The values that neither many practices have nor anybody asked for."""
        return {choice.value for choice in self._by_count[self.facet.shown :] if not self._stays(choice)}

    def _count(self, choice: Choice) -> int:
        return self._counts.get(choice.value, 0)

    def _options(self, choices: Iterable[Choice]) -> list[Option]:
        return [
            Option(
                self.facet,
                choice,
                self._count(choice),
                choice.value in self._selected,
                choice.value in self._excluded,
                100 * self._count(choice) // self.largest if self.largest else 0,
                self._asked,
            )
            for choice in choices
        ]


@dataclass(frozen=True)
class Chip:
    """One thing that was asked for, the question without it, and the question for its opposite."""

    facet: Facet
    label: str
    is_excluded: bool
    without: Criteria
    opposite: Criteria
    language: str = ""  # of the label, if it is not the reader's

    @property
    def words(self) -> str:
        """Its label, with that of the facet where it alone would not say what is asked."""
        if not self.facet.within:
            return self.label
        return _("%(facet)s: %(values)s") % {"facet": self.facet.label, "values": self.label}
