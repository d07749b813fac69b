"""The gap map: two facets crossed under a question, where practices stand and where none does. Knows no request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.search import ALL, Cross, Crossing, Snapshot
from practices.taxonomy.facets import BY_NAME, HELD, Choice
from practices.text.plain import printable

from .browse import Browse, Message
from .criteria import LONGEST_VALUE, Criteria
from .criteria import PARAMETERS as OF_A_QUESTION
from .nearest import Near, nearest
from .tallies import EVERYTHING, SPLIT, Tally

ROWS, COLUMNS = "policy_area", "migration_phase"
_SIDES = {facet.name for facet in HELD}
MOST_ROWS, MOST_COLUMNS = 60, 24  # on the page: more than anybody reads at once
PARAMETERS = (*OF_A_QUESTION, "rows", "columns", "cell")
Bounds = tuple[int | None, int | None]  # the most rows and columns
WHOLE: Bounds = (None, None)


@dataclass(frozen=True)
class Asked:
    """What a reader asks the map: a question, the facets of rows and columns, and which cell to open."""

    criteria: Criteria = EVERYTHING
    rows: str = ROWS
    columns: str = COLUMNS
    cell: str = ""  # row:column
    ignored: tuple[str, ...] = ()  # what there is not to count by

    @classmethod
    def from_parameters(cls, parameters: MultiValueDict) -> Asked:
        """Read the parameters of a request. What makes no sense is left out, and remembered."""
        criteria = replace(Criteria.from_parameters(parameters), sort="", page=1)
        named = {name: printable(parameters.get(name, ""))[:LONGEST_VALUE] for name in ("rows", "columns", "cell")}
        ignored = tuple(named[name] for name in ("rows", "columns") if named[name] and named[name] not in _SIDES)
        rows = named["rows"] if named["rows"] in _SIDES else ""
        columns = named["columns"] if named["columns"] in _SIDES else ""
        if rows and rows == columns:
            ignored, columns = (*ignored, columns), ""
        rows = rows or (COLUMNS if columns == ROWS else ROWS)
        columns = columns or (ROWS if rows == COLUMNS else COLUMNS)
        return cls(criteria, rows, columns, named["cell"], ignored)

    @property
    def is_plain(self) -> bool:
        """Whether it is the map as it stands, without a question."""
        return self == Asked()

    @property
    def swapped(self) -> Asked:
        """The same with rows for columns."""
        return replace(self, rows=self.columns, columns=self.rows, cell="")

    @property
    def closed(self) -> Asked:
        """The same without an opened cell."""
        return replace(self, cell="")

    def opening(self, cell: str) -> Asked:
        """Open one cell."""
        return replace(self, cell=cell)

    def asking(self, criteria: Criteria) -> Asked:
        """Ask another question of the same map."""
        return replace(self, criteria=criteria, cell="")

    def url(self, base: str, **others: str) -> str:
        """Return the address of this map. Defaults are left out, other parameters come last."""
        pairs = self.criteria.parameters()
        if (self.rows, self.columns) != (ROWS, COLUMNS):
            pairs += [("rows", self.rows), ("columns", self.columns)]
        if self.cell:
            pairs.append(("cell", self.cell))
        pairs += others.items()
        query = urlencode(pairs, safe=":")
        return f"{base}?{query}" if query else base


@dataclass(frozen=True)
class Cell:
    """Where a row and a column meet, and what that is called in addresses."""

    row: Choice
    column: Choice
    tally: Tally
    key: str


@dataclass(frozen=True)
class Row:
    """One value of the facet of the rows."""

    choice: Choice
    cells: list[Cell]
    total: Tally


class GapMap:
    """The map that was asked for. A practice may stand in several cells; totals count it once."""

    def __init__(self, asked: Asked, snapshot: Snapshot, most: Bounds | None = None) -> None:
        self.asked = asked
        self.found = Browse(asked.criteria, snapshot, page_size=1)
        self.snapshot, self.vocabularies = self.found.snapshot, self.found.vocabularies
        self.criteria = self.found.criteria
        self.rows_facet, self.columns_facet = BY_NAME[asked.rows], BY_NAME[asked.columns]
        self._most = most or (MOST_ROWS, MOST_COLUMNS)

    @property
    def is_counted(self) -> bool:
        """Whether there are numbers to show."""
        return self._crossing is not None and not self.criteria.is_refused

    @cached_property
    def columns(self) -> list[Choice]:
        """The values at the head."""
        return self._shown(1)

    @cached_property
    def rows(self) -> list[Row]:
        """The values at the side, each with its cells."""
        return [
            Row(choice, [self._cell(choice, column) for column in self.columns], self._tally(choice.value, ALL))
            for choice in self._shown(0)
        ]

    @property
    def groups(self) -> list[list[Row]]:
        """The rows, those of one group of policy areas together."""
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(row.choice.group, []).append(row)
        return list(groups.values())

    @property
    def foot(self) -> list[Tally]:
        """The total of each column."""
        return [self._tally(ALL, column.value) for column in self.columns]

    @property
    def total(self) -> Tally:
        """Everything that the question finds."""
        return self._tally(ALL, ALL)

    @property
    def cells(self) -> int:
        return len(self.rows) * len(self.columns)

    @property
    def empty(self) -> int:
        """The number of cells in which nothing stands."""
        return sum(not cell.tally.total for row in self.rows for cell in row.cells)

    @property
    def filled(self) -> int:
        return self.cells - self.empty

    @property
    def words(self) -> str:
        """How many cells are filled, as a sentence."""
        text = ngettext(
            "%(filled)s of %(cells)s cells is filled, %(empty)s are empty.",
            "%(filled)s of %(cells)s cells are filled, %(empty)s are empty.",
            self.filled,
        )
        return text % {"filled": self.filled, "cells": self.cells, "empty": self.empty}

    @property
    def largest(self) -> int:
        """The total of the largest row."""
        return max((row.total.total for row in self.rows), default=0)

    @cached_property
    def opened(self) -> Cell | None:
        """The empty cell that was asked for."""
        row, _colon, column = self.asked.cell.partition(":")
        place = (self.rows_facet.resolve(row, self.vocabularies), self.columns_facet.resolve(column, self.vocabularies))
        cells = (cell for one in self.rows for cell in one.cells if not cell.tally.total)
        return next((cell for cell in cells if (cell.row.value, cell.column.value) == place), None)

    @property
    def of_row(self) -> Tally:
        """All that shares the row of the opened cell."""
        return self._tally(self.opened.row.value, ALL) if self.opened else Tally()

    @property
    def of_column(self) -> Tally:
        """All that shares its column."""
        return self._tally(ALL, self.opened.column.value) if self.opened else Tally()

    @cached_property
    def near(self) -> list[Near]:
        """The practices nearest to the opened cell."""
        if self.opened is None:
            return []
        place = self.columns.index(self.opened.column)
        beside = [self.columns[i].value for i in (place - 1, place + 1) if 0 <= i < len(self.columns)]
        of_row = self._question(self.opened.row.value, ALL)
        questions = [of_row.with_values(self.columns_facet, beside)] if beside else []
        questions += [self._question(ALL, self.opened.column.value), of_row]
        return nearest(self.snapshot, questions, (self.rows_facet, self.columns_facet), self.opened.row.value)

    @property
    def messages(self) -> Iterator[Message]:
        """What the reader should know about how all this was understood."""
        for value in self.asked.ignored:
            yield Message(_("‘%(value)s’ can't be counted by, so it was left out.") % {"value": value})
        if self._crossing is None:
            yield Message(
                _("The search index is being prepared; nothing can be counted until then. Try again in a minute.")
            )
        else:
            yield from self.found.messages
        if not self.cells and self.is_counted:
            yield Message(_("No practice meets all of this."))
        if self.asked.cell and self.is_counted and self.opened is None:
            yield Message(_("There is no empty cell ‘%(value)s’ here.") % {"value": self.asked.cell})
        if self.is_counted and self.is_cut:
            yield Message(_("Only the rows and columns with most practices are shown. The CSV file has all of them."))

    @cached_property
    def _crossing(self) -> Crossing | None:
        only_rows, only_columns = (self.criteria.values(facet) for facet in (self.rows_facet, self.columns_facet))
        among = self.found.results.found
        if only_rows or only_columns:
            wider = self.criteria.with_values(self.rows_facet, ()).with_values(self.columns_facet, ())
            among = Browse(wider, self.snapshot, page_size=1).results.found
        return self.snapshot.crossing(among, Cross(self.asked.rows, self.asked.columns, SPLIT, only_rows, only_columns))

    def _tally(self, row: str, column: str) -> Tally:
        return Tally.of((self._crossing or {}).get((row, column), {}), self._question(row, column))

    def _question(self, row: str, column: str) -> Criteria:
        """Return what finds the practices of a cell or a total."""
        asked = self.criteria.with_values(self.rows_facet, [row]) if row else self.criteria
        return asked.with_values(self.columns_facet, [column]) if column else asked

    def _cell(self, row: Choice, column: Choice) -> Cell:
        return Cell(row, column, self._tally(row.value, column.value), f"{row.value}:{column.value}")

    def _totals(self, axis: int) -> dict[str, int]:
        """Return how many practices each row (or, of axis 1, column) has."""
        counted = (self._crossing or {}).items()
        return {place[axis]: sum(counts.values()) for place, counts in counted if place[1 - axis] == ALL}

    def _shown(self, axis: int) -> list[Choice]:
        """Return the values of one axis; where they are too many, those with most practices."""
        choices, most, totals = self._choices(axis), self._most[axis], self._totals(axis)
        if most is None or len(choices) <= most:
            return choices
        kept = sorted(choices, key=lambda choice: -totals.get(choice.value, 0))[:most]
        return [choice for choice in choices if choice in kept]

    def _choices(self, axis: int) -> list[Choice]:
        """Return the chosen values, else those that have practices and those whose gap is the message."""
        facet, totals = (self.rows_facet, self.columns_facet)[axis], self._totals(axis)
        choices, chosen = facet.choices(self.vocabularies), self.criteria.values(facet)
        if chosen:
            return [choice for choice in choices if choice.value in chosen]
        return [one for one in choices if totals.get(one.value) or (facet.in_order and not one.retired)]

    @property
    def is_cut(self) -> bool:
        """Whether it has more rows or columns than it shows."""
        return len(self._choices(0)) > len(self.rows) or len(self._choices(1)) > len(self.columns)
