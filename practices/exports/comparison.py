"""A comparison as a table: a line for each thing that is compared, and a column for each practice."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from practices.discovery.compared import PROSE, Cell, Row
from practices.discovery.comparison import Comparison
from practices.spreadsheets import cells, public
from practices.web.addresses import absolute

from .columns import bulleted


def table(found: Comparison) -> Iterator[list[cells.Cell]]:
    """Yield the titles, the numbers and permanent links, then all that is compared, also what is the same."""
    number, link = public.first_headings()
    yield [_("What is compared"), _("How far they differ"), *(one.title for one in found.practices)]
    yield [number, "", *(one.pk for one in found.practices)]
    yield [link, "", *(absolute(one.permanent_path) for one in found.practices)]
    for row in found.rows:
        yield [row.label, row.verdict, *(_told(row, cell) for cell in row.cells)]


def _told(row: Row, cell: Cell) -> str:
    if cell.is_silent:
        return _("The source is silent.")
    return bulleted(cell.practice, row.name) if row.shape == PROSE else "\n".join(value.words for value in cell.values)
