"""What a reader can choose of each facet, and what they chose: options with counts, and chips."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.taxonomy.facets import Choice, Facet

from .criteria import Criteria


@dataclass(slots=True)  # not frozen, which would make it slower by half: a page has hundreds
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


@dataclass(frozen=True)
class Panel:
    """One facet with its values and counts."""

    facet: Facet
    options: list[Option]

    @cached_property
    def shown(self) -> list[Option]:
        """The values that stand there at once; those that were asked for always do."""
        return [option for i, option in enumerate(self.options) if i < self.facet.shown or option.stays]

    @cached_property
    def folded(self) -> list[Option]:
        """The values behind 'Show more'."""
        return [option for i, option in enumerate(self.options) if i >= self.facet.shown and not option.stays]

    @property
    def largest(self) -> int:
        """The number of practices that the most frequent value has."""
        return max((option.count for option in self.options), default=0)

    @property
    def selected_count(self) -> int:
        return sum(option.is_selected for option in self.options)

    @property
    def are_alternatives(self) -> bool:
        """Whether several values are chosen, of which any will do."""
        return self.selected_count > 1 and not self.facet.within


@dataclass(frozen=True)
class Chip:
    """One thing that was asked for, and the question without it."""

    facet: Facet
    label: str
    is_excluded: bool
    without: Criteria

    @property
    def words(self) -> str:
        """Its label, with that of the facet where it alone would not say what is asked."""
        if not self.facet.within:
            return self.label
        return _("%(facet)s: %(values)s") % {"facet": self.facet.label, "values": self.label}
