"""Two to four practices side by side, as plain values: what is the same, and row by row what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from practices.models import Practice
from practices.search import Snapshot

from .compared import PROSE, Row
from .comparison_fields import rows
from .comparison_words import sentences

FEWEST, MOST = 2, 4
PARAMETER = "id"


@dataclass(frozen=True)
class Column:
    """One practice, the group of its first policy area, which gives it its hue, and the ids of the others."""

    practice: Practice
    group: str
    others: list[int]


@dataclass(frozen=True)
class Comparison:
    """Practices, in the order in which they were asked for, and all rows: also those in which they are the same."""

    practices: tuple[Practice, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, practices: Iterable[Practice], snapshot: Snapshot) -> Comparison:
        """Compare practices that were fetched `with_page_relations()`: FEWEST at least. The page shows MOST at most,
        papers may show more.
        """
        some = tuple(practices)
        values = snapshot.values_of([one.pk for one in some])
        return cls(some, tuple(rows(some, values, snapshot.vocabularies)))

    @property
    def ids(self) -> list[int]:
        return [one.pk for one in self.practices]

    @cached_property
    def same(self) -> list[Row]:
        """What all of them say alike, and shortly. Long texts stay in the table."""
        return [row for row in self.rows if row.is_same and not row.is_silent and row.shape != PROSE]

    @cached_property
    def silent(self) -> list[Row]:
        """What no source says anything of."""
        return [row for row in self.rows if row.is_silent]

    @cached_property
    def differing(self) -> list[Row]:
        """The rows of the table."""
        return [row for row in self.rows if row not in self.same and row not in self.silent]

    @property
    def title(self) -> str:
        """How many stand side by side."""
        words = {
            2: _("Two practices side by side"),
            3: _("Three practices side by side"),
            4: _("Four practices side by side"),
        }
        return words.get(len(self.practices)) or _("Practices side by side")

    @property
    def heading_of_same(self) -> str:
        """What stands before that which is the same."""
        words = {2: _("The same in both:"), 3: _("The same in all three:"), 4: _("The same in all four:")}
        return words.get(len(self.practices)) or _("The same in all:")

    @cached_property
    def sentences(self) -> str:
        """What the comparison shows, told from the fields alone. Empty where they tell nothing."""
        return sentences(self.practices, self.rows)

    @property
    def has_one_apart(self) -> bool:
        """Whether anything is tinted."""
        return any(cell.stands_apart for row in self.differing for cell in row.cells)

    @property
    def has_silence(self) -> bool:
        """Whether anything is hatched."""
        return any(cell.is_silent for row in self.differing for cell in row.cells)

    @property
    def columns(self) -> list[Column]:
        """The heads of the table."""
        areas = next(row for row in self.rows if row.name == "policy_area")
        return [
            Column(
                cell.practice,
                next((term.group for term in cell.terms if term.group), ""),
                [pk for pk in self.ids if pk != cell.practice.pk],
            )
            for cell in areas.cells
        ]


def url(base: str, ids: Iterable[int | str]) -> str:
    """Return the address of a comparison at a page of the site."""
    query = urlencode([(PARAMETER, pk) for pk in ids])
    return f"{base}?{query}" if query else base
