"""The cells of a sheet, row by row."""

from __future__ import annotations

import datetime
import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from practices.spreadsheets.formulas import unescaped
from practices.spreadsheets.xlsx import decoded

from .names import shortened
from .table import MOST_COLUMNS, MOST_IN_ROW, NOTHING, TRUE_OR_FALSE, Cell, refuse_column, refuse_row
from .xlsx_parts import Styles, Text, Texts
from .xlsx_xml import Budget, Damaged, Part

_LONGEST_NUMBER = 100  # characters
_MERGED = 1_000  # places that are looked at
_TRUE = {"1", "true"}
# A row without contents: some programs write all rows down to the last with a format, or with cells of format alone.
_EMPTY_ROW = re.compile(rb'<row r="[0-9]+"[^<>]*(?:/>|>(?:<c [^<>]*?(?:/>|></c>))*</row>)')
_LONGEST_KEPT = 1 << 16  # bytes of a row that isn't complete yet, for whether it holds nothing
_COLUMNS = {get_column_letter(column): column for column in range(1, 16_385)}  # all that Excel has


class Shared:
    """What sheets need of other parts to read their cells."""

    def __init__(self, texts: Texts | None, styles: Styles | None, *, since_1904: bool) -> None:
        self.texts = texts
        self.dates = styles.dates if styles else set()
        self.spans = styles.spans if styles else set()
        self.epoch = MAC_EPOCH if since_1904 else WINDOWS_EPOCH


class Sheet(Part):
    """A sheet. What is merged or hidden is known once its rows have been read."""

    most = Budget.marks

    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget, shared: Shared) -> None:
        super().__init__(archive, name, budget)
        self.merged: list[tuple[int, str]] = []  # the first row of each place, and the place
        self.hides = False
        self._kept = b""
        self._shared = shared
        self._ready: list[tuple[int, list[Cell]]] = []
        self._number = self._column = self._length = 0
        self._row: list[Cell] = []
        self._place: dict[str, str] = {}  # of a cell: its attributes
        self._value: str | None = None
        self._is_formula = False
        self._inline = Text(self)
        self.begins |= {"row": self._begin_row, "c": self._begin_cell, "v": self.listen, "is": self._inline.begin}
        self.begins |= {"f": self._formula, "col": self._hiding, "mergeCell": self._merge}
        self.ends |= {"v": self._end_value, "is": self._end_inline, "c": self._end_cell, "row": self._end_row}

    def rows(self, most: int | None = None) -> Iterator[tuple[int, list[Cell]]]:
        """Yield the rows that hold something, with their numbers, of all blocks or some. Raise as `blocks` does."""
        for _block in itertools.islice(self.blocks(), most):
            ready, self._ready = self._ready, []
            yield from ready

    def thinned(self, block: bytes) -> bytes:
        """Return what is to be parsed: no rows that hold nothing, which can be a million."""
        held = self._kept + block
        end = held.rfind(b"<row ") if block and len(held) < _LONGEST_KEPT else -1
        end = end if end >= 0 else len(held)
        self._kept = held[end:]
        return _EMPTY_ROW.sub(b"", held[:end])

    def skip_cells(self) -> None:
        """Look at what is merged alone from now on."""
        self.begins, self.ends = {"mergeCell": self._merge}, {}
        self.heard()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = _whole(attributes["r"]) if "r" in attributes else self._number + 1
        if number <= self._number:
            raise Damaged
        self._number, self._column, self._length, self._row = number, 0, 0, []
        self._hiding(attributes)

    def _end_row(self) -> None:
        if self._row:
            self._ready.append((self._number, self._row))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        column = _column(attributes["r"]) if "r" in attributes else self._column + 1
        if column <= self._column:
            raise Damaged
        self._column, self._place, self._value, self._is_formula = column, attributes, None, False
        self.begin_text()

    def _formula(self, _attributes: Any) -> None:
        self._is_formula = True

    def _end_value(self) -> None:
        self._value = self.heard()

    def _end_inline(self) -> None:
        self._value = self._inline.whole()

    def _end_cell(self) -> None:
        if self._value is None and not self._is_formula:
            return
        cell = self._cell(self._value or "", self._place.get("t", "n"), self._place.get("s", "0"))
        if cell == NOTHING:
            return
        if self._column > MOST_COLUMNS:
            if cell:
                raise refuse_column()
            return
        self._length += len(cell.text)
        if self._length > MOST_IN_ROW:
            raise refuse_row(self._number)
        self._row += [NOTHING] * (self._column - 1 - len(self._row)) + [cell]

    def _hiding(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _TRUE:
            self.hides = True

    def _merge(self, attributes: dict[str, str]) -> None:
        place = attributes.get("ref", "")
        first = re.match("[A-Z]*([0-9]{1,9})", place)
        if len(self.merged) < _MERGED and first:
            self.merged.append((int(first[1]), shortened(place)))

    def _cell(self, value: str, kind: str, style: str) -> Cell:
        """Return what a value means that is written as this kind."""
        if self._is_formula:
            return Cell(wrong=_("This is a formula. Copy the cell, and paste its value."))
        if kind == "s" and self._shared.texts is not None:
            text = self._shared.texts[_whole(value)]
            self.count(len(text))
            return Cell(_plain(text))
        if kind in {"inlineStr", "str"}:
            return Cell(_plain(value))
        if not value.strip():
            return NOTHING
        if kind == "e":
            return _error(value)
        if kind == "b":
            return _useless(TRUE_OR_FALSE[value.strip() not in _TRUE])
        if len(value) > _LONGEST_NUMBER:
            raise Damaged
        return _day(from_ISO8601(value)) if kind == "d" else self._number_or_day(value, style)

    def _number_or_day(self, value: str, style: str) -> Cell:
        number = float(value) if re.search("[.eE]", value) else int(value)
        if style not in self._shared.dates:
            is_whole = isinstance(number, float) and number.is_integer() and abs(number) < 1e15
            return Cell(str(int(number) if is_whole else number))
        try:
            return _day(from_excel(number, self._shared.epoch, timedelta=style in self._shared.spans))
        except (OverflowError, ValueError):
            return _error("#VALUE!")


def _day(value: Any) -> Cell:
    """Return the cell for what a spreadsheet takes for a moment. Days alone are of use."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return Cell(value.isoformat()) if type(value) is datetime.date else _useless(str(value))


def _useless(text: str) -> Cell:
    return Cell(text, _("This is a time of day, or a yes or no, for which no column has a use."))


def _error(text: str) -> Cell:
    return Cell(text, _("This is an error of the spreadsheet (%(error)s).") % {"error": text[:10]})


def _plain(text: str) -> str:
    return unescaped(decoded(text))


def _whole(text: str) -> int:
    """Return a number that the file gives. Raise Damaged if it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Damaged
    return int(text)


def _column(place: str) -> int:
    """Return the number of a cell's column. Raise Damaged."""
    column = _COLUMNS.get(place.rstrip("0123456789"))
    if column is None:
        raise Damaged
    return column
