"""The workbook that people fill in: a sheet of practices, one of allowed values, and one of notes with an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from practices.models import Practice
from practices.spreadsheets.cells import LONGEST, length
from practices.spreadsheets.formulas import escaped
from practices.spreadsheets.xlsx import TOP, bold_cell, coded, describe, set_for_paper, text_cell, widen
from practices.taxonomy.vocabularies import Vocabularies

from . import guide
from .columns import ID, STATE, Column, Model
from .table import MOST_ROWS

_HEIGHT = 60  # points: some lines of each row, rather than all of the longest text
_ON_PAPER = 5  # columns: all of them as wide as a page would be too small to read
_NARROW = {ID: 8, STATE: 14, "slug": 30, "start_year": 10, "end_year": 10}


class TooLong(Exception):
    """A cell holds more than a spreadsheet can show."""


def write(
    columns: list[Column],
    rows: Iterable[list[str]],
    vocabularies: Vocabularies,
    file: IO[bytes],
    model: Model = Practice,
) -> None:
    """Write a workbook with these rows, which are of this kind. Raise TooLong."""
    workbook = Workbook(write_only=True)
    titles = [capfirst(str(model._meta.verbose_name_plural)), _("Allowed values"), _("Notes")]
    practices, allowed, notes = (workbook.create_sheet(title) for title in titles)
    describe(workbook, titles[0], settings.PUBLISHER)
    values = list(guide.values(vocabularies, model))
    try:
        _write_practices(practices, columns, rows, _choices(columns, values, quote_sheetname(titles[1])))
        widen(allowed, [26, 44, 60])
        _write(allowed, [_("Column"), _("Write this"), _("Which means")], values)
        widen(notes, [26, 34, 70, 70])
        headings = [_("Column"), _("What it is"), _("How to write it"), _("Example")]
        _write(notes, headings, guide.notes(columns, vocabularies, model))
    finally:
        workbook.save(file)  # in any case: it takes away openpyxl's own temporary files


def _write_practices(
    sheet: Any, columns: list[Column], rows: Iterable[list[str]], choices: Iterable[DataValidation]
) -> None:
    headings = [column.heading for column in columns]
    widen(sheet, [_NARROW.get(heading, 40) for heading in headings])
    for validation in choices:
        sheet.data_validations.append(validation)
    _write(sheet, headings, _refusing_too_long(headings, rows), freeze="D2", height=_HEIGHT)


def _choices(columns: list[Column], values: list[list[str]], sheet: str) -> Iterator[DataValidation]:
    """Yield a list to choose from for each column that holds one of a few words. Other names of these may be typed."""
    for place, column in enumerate(columns, 1):
        if column.field is not None and column.field.choices:
            rows = [row for row, (heading, *_more) in enumerate(values, 2) if heading == column.heading]
            formula = f"{sheet}!$B${rows[0]}:$B${rows[-1]}"
            validation = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
            letter = get_column_letter(place)
            validation.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            yield validation


def _refusing_too_long(headings: list[str], rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Yield the rows. Raise TooLong at the first cell that is."""
    for cells in rows:
        for heading, text in zip(headings, cells, strict=True):
            if length(text) > LONGEST:
                said = {"number": cells[0], "column": heading, "length": length(text), "most": LONGEST}
                sentence = _(
                    "Practice %(number)s: the column %(column)s is too long for a spreadsheet"
                    " (%(length)s characters, of %(most)s at most). Export it as CSV."
                )
                raise TooLong(sentence % said)
        yield cells


def _write(
    sheet: Any, headings: list[str], rows: Iterable[list[str]], freeze: str = "A2", height: int | None = None
) -> None:
    sheet.freeze_panes = freeze
    set_for_paper(sheet)
    sheet.append([bold_cell(sheet, heading) for heading in headings])
    number = 1
    for number, texts in enumerate(rows, 2):
        if height is not None:
            sheet.row_dimensions[number].height = height
        sheet.append([_cell(sheet, text) if text else None for text in texts])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{number}"
    sheet.print_area = f"A1:{get_column_letter(min(len(headings), _ON_PAPER))}{number}"


def _cell(sheet: Any, text: str) -> Any:
    if text.isascii() and text.isdigit() and len(text) < 10 and str(int(text)) == text:
        cell = WriteOnlyCell(sheet, int(text))
    else:
        cell = text_cell(sheet, coded(escaped(text) if text.startswith("'") else text))
        cell.number_format = "@"
    cell.alignment = TOP
    return cell
