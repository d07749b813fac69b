"""Tables as XLSX workbooks, which are archives of XML: looked over before anything is unpacked for good."""

from __future__ import annotations

import datetime
import io
import logging
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

import openpyxl
from django.utils.translation import gettext as _

from practices.spreadsheets.formulas import unescaped
from practices.spreadsheets.xlsx import decoded

from . import columns
from .table import MOST_COLUMNS, Cell, Table, Unreadable, table

_log = logging.getLogger(__name__)

_MOST_PARTS = 500
_MOST_UNPACKED = 50_000_000  # bytes
# Elements of cells, and of each other part: a style takes a thousand times the memory of a cell.
_MOST_ELEMENTS, _MOST_OTHERS = 1_500_000, 50_000
_MOST_CELLS = 16_384  # of a row
_BLOCK = 1 << 16
_NOTHING = Cell()


def read(data: bytes) -> Table:
    """Return the table in a workbook. Raise Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_others(archive)
            marks = _look_over(archive)
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        return _read(workbook, marks)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Unreadable(_("The workbook is damaged or not complete. Save it again, and send it again.")) from error
    except Unreadable:
        raise
    except Exception as error:  # what openpyxl stumbles over depends on what is wrong with the file
        _log.warning("A workbook could not be read.", exc_info=True)
        raise Unreadable(
            _("The workbook can't be read. Open it in a spreadsheet and save it as XLSX again.")
        ) from error


# The archive ---------------------------------------------------------------------------------


def _refuse_others(archive: zipfile.ZipFile) -> None:
    """Refuse other archives, and workbooks of other kinds."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("The file has a password. Save it without."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable(_("The workbook holds macros (.xlsm). Choose ‘Save as’ and ‘Excel workbook (.xlsx)’."))
    if "xl/workbook.bin" in names:
        raise Unreadable(_("This is a binary workbook (.xlsb). Choose ‘Save as’ and ‘Excel workbook (.xlsx)’."))
    if "xl/workbook.xml" not in names:
        is_open = "content.xml" in names and "mimetype" in names
        what = _("This is an OpenDocument file (.ods).") if is_open else _("This is no workbook.")
        raise Unreadable(what, _("Open it in a spreadsheet, choose ‘Save as’ and ‘Excel workbook (.xlsx)’."))
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise Unreadable(_too_large())


def _look_over(archive: zipfile.ZipFile) -> dict[str, _Marks]:
    """Unpack each part once, block by block, within bounds. Return what was seen in each."""
    marks, unpacked = {}, 0
    for part in archive.infolist():
        marks[part.filename] = seen = _Marks(part.filename)
        with archive.open(part) as file:
            while block := file.read(_BLOCK):
                unpacked += len(block)
                if unpacked > _MOST_UNPACKED:
                    raise Unreadable(_too_large())
                seen.look_at(block)
    return marks


class _Marks:
    """What there is to know of a part before it is read: openpyxl keeps all that it finds in memory."""

    def __init__(self, name: str) -> None:
        self.merged: list[str] = []
        self.hides = False
        holds_cells = name.startswith(("xl/worksheets/", "xl/sharedStrings"))
        self._most = _MOST_ELEMENTS if holds_cells else _MOST_OTHERS
        self._elements = self._cells = 0
        self._parser: expat.XMLParserType | None = expat.ParserCreate() if name.endswith((".xml", ".rels")) else None
        if self._parser is not None:
            self._parser.StartElementHandler = self._begin
            self._parser.StartDoctypeDeclHandler = _refuse_entities

    def look_at(self, block: bytes) -> None:
        """Look at the next bytes."""
        if self._parser is None:
            return
        try:
            self._parser.Parse(block)
        except expat.ExpatError:
            self._parser = None  # openpyxl comes no further either

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._elements += 1
        self._cells = 0 if name == "row" else self._cells + (name == "c")
        if self._elements > self._most or self._cells > _MOST_CELLS:
            raise Unreadable(_too_large())
        if name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
        if name in {"row", "col"} and attributes.get("hidden") in {"1", "true"}:
            self.hides = True


def _refuse_entities(*_declaration: Any) -> None:
    raise Unreadable(_("The workbook holds what no spreadsheet writes (XML entities). Save it again."))


def _too_large() -> str:
    return _("The workbook is far larger unpacked than a table of practices is. Copy the rows into a new workbook.")


# The sheet -----------------------------------------------------------------------------------


def _read(workbook: Any, marks: dict[str, _Marks]) -> Table:
    sheets = [sheet for sheet in workbook.worksheets if _has_headings(sheet)]
    if len(sheets) > 1:
        said = {"sheets": _("’ and ‘").join(sheet.title for sheet in sheets)}
        raise Unreadable(_("Several sheets hold practices: ‘%(sheets)s’. Put everything into one.") % said)
    if not workbook.worksheets:
        raise Unreadable(_("The workbook has no sheet."))
    sheet = sheets[0] if sheets else workbook.worksheets[0]
    seen = marks[sheet._worksheet_path]
    if seen.merged:
        said = {"cells": ", ".join(seen.merged[:5])}
        raise Unreadable(
            _("Cells are merged: %(cells)s. Unmerge them, and write into each what it should hold.") % said
        )
    notes = [_("Rows or columns of the sheet are hidden. They are read like the others.")] if seen.hides else []
    return table(_lines(sheet), notes)


def _has_headings(sheet: Any) -> bool:
    first = next(_lines(sheet), [])
    return any(cell.text.strip().lower() == columns.ID for cell in first)


def _lines(sheet: Any) -> Iterator[list[Cell]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    for line in sheet.iter_rows(max_col=MOST_COLUMNS):
        yield [_cell(one) for one in line]


def _cell(cell: Any) -> Cell:
    value, kind = cell.value, cell.data_type
    if value is None:
        return _NOTHING
    if kind == "f":
        return Cell(wrong=_("This is a formula. Copy the cell, and paste its value."))
    if kind == "e":
        return Cell(str(value), _("This is an error of the spreadsheet (%(error)s).") % {"error": str(value)[:10]})
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if type(value) is datetime.date:
        return Cell(value.isoformat())
    if isinstance(value, bool | datetime.datetime | datetime.time | datetime.timedelta):
        return Cell(str(value), _("This is a time of day, or a yes or no, for which no column has a use."))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return Cell(str(int(value)))
    return Cell(unescaped(decoded(str(value))))
