"""A workbook for readers: a sheet of practices with typed columns, and one that says what they are."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from practices.citing.entry import catalogue_name
from practices.spreadsheets.cells import MOST_ROWS, Cell, shortened
from practices.spreadsheets.xlsx import (
    bold_cell,
    coded,
    describe,
    link_cell,
    set_for_paper,
    text_cell,
    value_cell,
    widen,
)
from practices.spreadsheets.xlsx_stream import Line, Link, streamed

from .columns import Column, columns
from .result import Result

_ON_PAPER = 4  # number, link, title and summary: all columns as wide as a page would be too small to read
_LINE = 15  # points: a row shows these columns whole, and the beginning of longer texts
_ENDING_IN_ADDRESS = re.compile(r"[^\n]{0,200}?(https?://[^\s\x00-\x1f]{1,2000})")


class TooMany(Exception):
    """More practices than a sheet can show."""


def write(result: Result) -> Generator[bytes]:
    """Yield the workbook, its rows while they are read. Raise TooMany."""
    if len(result.ids) > MOST_ROWS:
        raise TooMany
    table = columns(result.found.vocabularies)
    return streamed(lambda count: _frame(result, table, count), _rows(result, table), len(result.ids))


def _frame(result: Result, table: list[Column], count: int) -> Workbook:
    """Return the workbook without its rows, of which there are so many."""
    workbook = Workbook(write_only=True)
    describe(workbook, f"{_('Practices')}, {catalogue_name()}", settings.PUBLISHER)
    sheet = workbook.create_sheet(_("Practices"))
    sheet.freeze_panes = "D2"  # number, link and title stay in sight
    set_for_paper(sheet)
    widen(sheet, [column.width for column in table])
    sheet.append([bold_cell(sheet, column.heading) for column in table])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table))}{count + 1}"
    sheet.print_area = f"A1:{get_column_letter(_ON_PAPER)}{count + 1}"
    _about(workbook.create_sheet(_("About this file")), _notes(result, count))
    return workbook


def _rows(result: Result, table: list[Column]) -> Iterator[Line]:
    for row in result.table_rows():
        cells = [column.cell(row) for column in table]
        yield _LINE * _lines(cells[:_ON_PAPER], table), map(_linked, cells)


def _linked(value: Cell) -> Cell | Link:
    """Return text that ends in an address as a link."""
    address = _ENDING_IN_ADDRESS.fullmatch(value) if isinstance(value, str) and "://" in value else None
    return Link(address[0], address[1]) if address else value


def _lines(cells: list[Cell], table: list[Column]) -> int:
    """Return how many lines a row takes, about."""
    return max(
        value.count("\n") + len(value) // column.width + 1 if isinstance(value, str) else 1
        for value, column in zip(cells, table, strict=False)
    )


def _notes(result: Result, count: int) -> Iterator[tuple[str, Cell]]:
    """Yield what there is to know about the file."""
    yield _("Catalogue"), catalogue_name()
    yield from result.question
    for message in result.found.messages:
        yield _("Note"), message.text
    yield _("Address"), result.address
    yield _("Date"), result.at.date()
    yield _("Practices"), count
    yield _("Licence"), f"{settings.LICENCE_NAME}, {settings.LICENCE_URL}"
    yield (
        _("‘NA’"),
        _("The code of Namibia, which programs may take for an empty cell: in pandas, set keep_default_na=False."),
    )
    yield _("Sources"), _("The documents that practices were drawn from keep their own rights.")


def _about(sheet: Any, notes: Iterable[tuple[str, Cell]]) -> None:
    set_for_paper(sheet)
    widen(sheet, [24, 90])
    for label, value in notes:
        sheet.append([bold_cell(sheet, label), _cell(sheet, value)])


def _cell(sheet: Any, value: Cell) -> Any:
    """Return a cell of the value's type, which shows all of its lines; an address is a link."""
    linked = _linked(value)
    if isinstance(linked, Link):
        return link_cell(sheet, coded(linked.text), linked.address)
    if isinstance(value, str):
        return text_cell(sheet, shortened(coded(value))) if value else None
    return value_cell(sheet, value)
