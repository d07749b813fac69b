"""A workbook for readers: a sheet of practices with typed columns, and one that says what they are."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from practices.citing.entry import catalogue_name
from practices.exchange.workbook import LONGEST
from practices.exchange.xlsx_file import coded
from practices.spreadsheets.formulas import is_like_one

from .columns import Cell, columns
from .result import Result

MOST_ROWS = 1_048_575  # that Excel can show below the headings
_CUT = " […]"
_BLOCK = 1 << 16


class TooMany(Exception):
    """More practices than a sheet can show."""


def write(result: Result) -> Generator[bytes]:
    """Yield the workbook, which is put together in a temporary file before. Raise TooMany."""
    if len(result.ids) > MOST_ROWS:
        raise TooMany
    with tempfile.TemporaryFile() as file:
        workbook = Workbook(write_only=True)
        try:
            count = _practices(workbook.create_sheet(_("Practices")), result)
            _about(workbook.create_sheet(_("About this file")), _notes(result, count))
        finally:
            workbook.save(file)  # in any case: it takes away openpyxl's own temporary files
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block


def _practices(sheet: Any, result: Result) -> int:
    """Write the table. Return how many practices are in it."""
    table = columns(result.found.vocabularies)
    sheet.freeze_panes = "D2"  # number, link and title stay in sight
    _widen(sheet, [column.width for column in table])
    sheet.append([_bold(sheet, column.heading) for column in table])
    count = 0
    for row in result.rows():
        sheet.append([_cell(sheet, column.cell(row)) for column in table])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table))}{count + 1}"
    return count


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
    yield _("Sources"), _("The documents that practices were drawn from keep their own rights.")


def _about(sheet: Any, notes: Iterable[tuple[str, Cell]]) -> None:
    _widen(sheet, [24, 90])
    for label, value in notes:
        sheet.append([_bold(sheet, label), _cell(sheet, value)])


def _widen(sheet: Any, widths: list[int]) -> None:
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    """Return a cell of the value's type. Text is neither a formula nor an error of the spreadsheet, such as #N/A."""
    if not isinstance(value, str):
        return value
    text = _shortened(coded(value))
    if not text or not (text.startswith("#") or is_like_one(text)):
        return text or None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True  # stays text when somebody edits it
    return cell


def _shortened(text: str) -> str:
    """Return as much of a text as a cell can hold, which Excel counts in units of UTF-16."""
    if len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
