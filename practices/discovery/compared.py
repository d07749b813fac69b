"""What several practices say of one thing, side by side, and by which rule it is called the same or different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from practices.models import Practice
from practices.text.plain import listed
from practices.text.signs import colon

from .terms import Stop, Term

SAME, PARTLY, DIFFERS = "same", "partly", "differs"
VALUES, PROSE, TRACK, PLACES = "values", "prose", "track", "places"  # how a row is shown
_FEWEST_TO_STAND_APART = 3  # of two, neither does


@dataclass(frozen=True)
class Value:
    """One thing that a practice says. Two of one key are the same thing, perhaps told in other words."""

    key: str
    text: str  # plain, and as a reader sees it
    name: str = ""  # what it is, where the text alone does not say: 'Legal basis'
    language: str = ""  # of the text, if it is not the reader's
    term: Term | None = None  # that leads to all practices that share it
    markdown: str = ""  # a section as it was written

    @property
    def words(self) -> str:
        """All of it in one line."""
        return f"{self.name}{colon()}{self.text}" if self.name else self.text


@dataclass(frozen=True)
class Cell:
    """What one practice says of one thing. Nothing where its source is silent."""

    practice: Practice
    values: tuple[Value, ...] = ()
    stands_apart: bool = False
    track: tuple[Stop, ...] = ()  # all phases, and which of them it acts in

    @property
    def is_silent(self) -> bool:
        return not self.values

    @property
    def text(self) -> str:
        """All that it says, in one line. Empty where it is silent."""
        return listed(value.words for value in self.values)

    @property
    def terms(self) -> list[Term]:
        """Those of its values that are terms of a facet."""
        return [value.term for value in self.values if value.term]

    @property
    def keys(self) -> frozenset[str]:
        """What must be shared for two to have something in common."""
        return frozenset(value.key for value in self.values)

    @property
    def content(self) -> frozenset[tuple[str, str]]:
        """What must be equal for two to say the same."""
        return frozenset((value.key, value.text) for value in self.values)


@dataclass(frozen=True)
class Row:
    """One thing to compare, a cell for each practice, and how far they differ: SAME, PARTLY or DIFFERS."""

    name: str  # of the field
    label: str
    cells: tuple[Cell, ...]
    difference: str
    shape: str = VALUES

    @classmethod
    def of(cls, name: str, label: str, cells: Sequence[Cell], shape: str = VALUES) -> Row:
        """Return the row of these cells, the one that stands apart marked."""
        apart = standing_apart(cells)
        marked = tuple(replace(cell, stands_apart=place == apart) for place, cell in enumerate(cells))
        return cls(name, label, marked, difference(cells), shape)

    @property
    def is_silent(self) -> bool:
        """Whether no source says anything of it."""
        return all(cell.is_silent for cell in self.cells)

    @property
    def is_same(self) -> bool:
        return self.difference == SAME

    @property
    def verdict(self) -> str:
        """How far they differ, in words."""
        return {SAME: _("the same"), PARTLY: _("partly differs"), DIFFERS: _("differs")}[self.difference]


def difference(cells: Sequence[Cell]) -> str:
    """Tell how far practices differ in one thing.

    It is the SAME if all say the same things in the same words, or if no source says anything. It PARTLY differs if at
    least two practices have something in common: a value, or a need of one kind, or a passage in one document. Else
    it DIFFERS. Silence is nothing that practices could have in common.
    """
    if len({cell.content for cell in cells}) == 1:
        return SAME
    keys = [key for cell in cells for key in cell.keys]
    return PARTLY if len(set(keys)) < len(keys) else DIFFERS


def standing_apart(cells: Sequence[Cell]) -> int | None:
    """Return the place of the one practice, of three or more that say something, that stands apart. None: no one does.

    One stands apart if all others say the same and it does not, or if they all have something in common that it lacks.
    If that is so of two, neither stands apart. A practice whose source is silent is left out of it.
    """
    told = [place for place, cell in enumerate(cells) if not cell.is_silent]
    if len(told) < _FEWEST_TO_STAND_APART:
        return None
    apart = [place for place in told if _is_apart(cells[place], [cells[other] for other in told if other != place])]
    return apart[0] if len(apart) == 1 else None


def _is_apart(one: Cell, others: list[Cell]) -> bool:
    contents = {other.content for other in others}
    if len(contents) == 1:
        return one.content not in contents
    return bool(frozenset.intersection(*(other.keys for other in others)) - one.keys)
