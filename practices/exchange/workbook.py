"""The workbook that people fill in: a sheet of practices, one of allowed values, and one of notes with an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from practices.spreadsheets.formulas import escaped, is_like_one

from . import guide
from .columns import ID, STATE, Column, field_of
from .resource import PracticeResource
from .table import MOST_ROWS
from .xlsx_file import coded

LONGEST = 32_767  # characters of a cell, as Excel counts them
_HEIGHT = 60  # points: some lines of each row, rather than all of the longest text
_NARROW = {ID: 8, STATE: 14, "slug": 30, "start_year": 10, "end_year": 10}


class TooLong(Exception):
    """A cell holds more than a spreadsheet can show."""


def write(resource: PracticeResource, rows: Iterable[list[str]], file: IO[bytes]) -> None:
    """Write a workbook with these rows. Raise TooLong."""
    columns: list[Column] = list(resource.fields.values())
    values = list(guide.values(resource.vocabularies))
    workbook = Workbook(write_only=True)
    titles = [_("Practices"), _("Allowed values"), _("Notes")]
    practices, allowed, notes = (_sheet(workbook, title) for title in titles)
    _begin(practices, columns)
    for validation in _choices(columns, values, quote_sheetname(titles[1])):
        practices.data_validations.append(validation)
    too_long: list[str] = []
    headings = [column.column_name for column in columns]
    _write(practices, headings, _until_too_long(rows, columns, too_long), height=_HEIGHT)
    _widen(allowed, 26, 44, 60)
    _write(allowed, [_("Column"), _("Write this"), _("Which means")], values)
    _widen(notes, 26, 34, 70, 70)
    _write(
        notes,
        [_("Column"), _("What it is"), _("How to write it"), _("Example")],
        guide.notes(columns, resource.vocabularies),
    )
    workbook.save(file)  # in any case: it takes away openpyxl's own temporary files
    if too_long:
        raise TooLong(too_long[0])


def _sheet(workbook: Workbook, title: str) -> Any:
    return workbook.create_sheet(title)


def _begin(sheet: Any, columns: list[Column]) -> None:
    sheet.freeze_panes = "D2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = _NARROW.get(column.column_name, 40)


def _widen(sheet: Any, *widths: int) -> None:
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _choices(columns: list[Column], values: list[list[str]], sheet: str) -> Iterator[DataValidation]:
    """Yield a list to choose from for each column that holds one of a few words. Other names of these may be typed."""
    for place, column in enumerate(columns, 1):
        field = field_of(column.name)
        rows = [row for row, (heading, *_more) in enumerate(values, 2) if heading == column.column_name]
        if field is not None and field.choices:
            formula = f"{sheet}!$B${rows[0]}:$B${rows[-1]}"
            validation = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
            letter = get_column_letter(place)
            validation.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            yield validation


def _until_too_long(rows: Iterable[list[str]], columns: list[Column], found: list[str]) -> Iterator[list[str]]:
    """Yield the rows up to the first with a cell that is too long, of which a sentence goes into `found`."""
    for cells in rows:
        for column, text in zip(columns, cells, strict=True):
            length = len(text.encode("utf-16-le")) // 2 if len(text) > LONGEST // 2 else 0
            if length > LONGEST:
                said = {"number": cells[0], "column": column.column_name, "length": length, "most": LONGEST}
                sentence = _(
                    "Practice %(number)s: the column %(column)s is too long for a spreadsheet"
                    " (%(length)s characters, of %(most)s at most). Export it as CSV."
                )
                found.append(sentence % said)
                return
        yield cells


def _write(sheet: Any, headings: list[str], rows: Iterable[list[str]], height: int | None = None) -> None:
    top = Alignment(vertical="top", wrap_text=True)
    sheet.append([_cell(sheet, heading, font=Font(bold=True), alignment=top) for heading in headings])
    for number, texts in enumerate(rows, 2):
        if height is not None:
            sheet.row_dimensions[number].height = height
        sheet.append([_cell(sheet, text, alignment=top) if text else None for text in texts])


def _cell(sheet: Any, text: str, **style: Any) -> Cell:
    cell = WriteOnlyCell(sheet)
    if text.isascii() and text.isdigit() and len(text) < 10 and str(int(text)) == text:
        cell.value = int(text)
    else:
        # As text, whatever it begins with: neither a formula nor an error of the spreadsheet.
        cell.value = coded(escaped(text) if text.startswith("'") else text)
        cell.data_type = "s"
        cell.quotePrefix = is_like_one(text)
        cell.number_format = "@"
    for name, value in style.items():
        setattr(cell, name, value)
    return cell
