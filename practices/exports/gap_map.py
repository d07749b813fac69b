"""The gap map as a table: a line for each cell, and one for each total."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from practices.discovery.gaps import GapMap
from practices.discovery.tallies import Tally
from practices.spreadsheets.cells import Cell


def table(found: GapMap) -> Iterator[list[Cell]]:
    """Yield the headings, then the cells of each row and its total, then the totals of the columns."""
    every = _("Total")
    yield [
        str(found.rows_facet.label),
        str(found.columns_facet.label),
        _("Named practices"),
        _("Approaches"),
        _("Practices"),
    ]
    for row in found.rows:
        for cell in row.cells:
            yield _line(row.choice.label, cell.column.label, cell.tally)
        yield _line(row.choice.label, every, row.total)
    for column, tally in zip(found.columns, found.foot, strict=True):
        yield _line(every, column.label, tally)
    yield _line(every, every, found.total)


def _line(row: str, column: str, tally: Tally) -> list[Cell]:
    return [row, column, tally.named, tally.approaches, tally.total]
