"""A workbook for readers: a sheet of practices with typed columns, and one that says what they are."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from practices.citing.entry import catalogue_name
from practices.spreadsheets.cells import MOST_ROWS, Cell, shortened
from practices.spreadsheets.xlsx import bold_cell, coded, is_plain, text_cell, widen

from .columns import columns
from .result import Result

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
    widen(sheet, [column.width for column in table])
    sheet.append([bold_cell(sheet, column.heading) for column in table])
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
    widen(sheet, [24, 90])
    for label, value in notes:
        sheet.append([bold_cell(sheet, label), _cell(sheet, value)])


def _cell(sheet: Any, value: Cell) -> Any:
    """Return a cell of the value's type."""
    if not isinstance(value, str):
        return value
    text = shortened(coded(value))
    return text_cell(sheet, text) if not is_plain(text) else text or None
