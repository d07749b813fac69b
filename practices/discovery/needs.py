"""Whether a practice could work somewhere: what it needs, as far as it says so, against what a reader's country has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.models import Requirement
from practices.search.highlights import quoted
from practices.text.signs import semicolon

PARAMETER = "have"  # as the facet is called


@dataclass(frozen=True)
class Need:
    """One kind of thing that a practice needs, and what the entry says of it."""

    kind: str
    label: str
    rows: list[Requirement]
    is_there: bool  # in the reader's country

    @property
    def told(self) -> str:
        """Its kind and what the entry says of it, within a sentence."""
        return f"{self.label.lower()} ({quoted(semicolon().join(row.text.rstrip('.') for row in self.rows))})"


@dataclass(frozen=True)
class Needs:
    """All that a practice needs. Empty where it says nothing of it."""

    all: list[Need]

    @classmethod
    def of(cls, requirements: Iterable[Requirement], there: Iterable[str] = ()) -> Needs:
        """Gather the requirements of a practice by kind, in the order in which it tells them."""
        rows: dict[str, list[Requirement]] = {}
        for row in requirements:
            rows.setdefault(row.kind, []).append(row)
        there = set(there)
        return cls([Need(kind, few[0].get_kind_display(), few, kind in there) for kind, few in rows.items()])

    @property
    def not_told(self) -> list[str]:
        """The kinds that no source tells of."""
        told = {need.kind for need in self.all}
        return [str(kind.label).lower() for kind in Requirement.Kind if kind not in told]

    @property
    def labels(self) -> list[str]:
        return [need.label.lower() for need in self.all]

    @property
    def missing(self) -> list[Need]:
        return [need for need in self.all if not need.is_there]

    @property
    def answer(self) -> str:
        """What the reader's country has of it, and what is missing, in sentences."""
        count = len(self.all)
        if not self.missing:
            return _("You have all that this practice says it needs.")
        having = ngettext(
            "You have %(have)s of the one thing that this practice says it needs.",
            "You have %(have)s of the %(count)s things that this practice says it needs.",
            count,
        ) % {"have": count - len(self.missing), "count": count}
        return f"{having} " + _("Missing: %(things)s.") % {"things": ", ".join(need.told for need in self.missing)}


def there(parameters: MultiValueDict) -> list[str]:
    """Return the kinds of things that a reader's country has, as parameters tell it. What is unknown is left out."""
    given = set(parameters.getlist(PARAMETER)[: len(Requirement.Kind) * 2])
    return [kind for kind in Requirement.Kind.values if kind in given]
