"""CSV as RFC 4180 has it: UTF-8, lines that end in CR LF, quotes where they are needed."""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterable
from datetime import date

from practices.spreadsheets.formulas import escaped

from .columns import Cell, Column, columns
from .result import Result, Row

_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # Excel takes a file for UTF-8 that begins with it


def write(result: Result) -> Generator[bytes]:
    """Yield the headings, then a line for each practice."""
    if result.request.GET.get("bom") == "1":
        yield _MARK.encode()
    table = columns(result.found.vocabularies)
    yield headings(table)
    for row in result.rows():
        yield line(table, row)


def headings(table: list[Column]) -> bytes:
    """Return the first line."""
    return _line(escaped(column.heading) for column in table)


def line(table: list[Column], row: Row) -> bytes:
    """Return the line of a practice."""
    return _line(_text(column.cell(row)) for column in table)


def _line(cells: Iterable[str]) -> bytes:
    text: str = csv.writer(_Echo()).writerow(cells)  # type: ignore[assignment] # what `_Echo` hands back
    return text.encode()


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return escaped(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


class _Echo:
    """What the writer of CSV takes for a file: it hands each line back."""

    def write(self, line: str) -> str:
        return line
