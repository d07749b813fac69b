"""CSV as RFC 4180 has it: UTF-8, lines that end in CR LF, quotes where they are needed."""

from __future__ import annotations

import csv
from collections.abc import Generator
from datetime import date

from practices.exchange.formulas import escaped

from .columns import Cell, columns
from .result import Result

_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # Excel takes a file for UTF-8 that begins with it


def write(result: Result) -> Generator[bytes]:
    """Yield the headings, then a line for each practice."""
    table = columns(result.found.vocabularies)
    writer = csv.writer(_Echo())
    mark = _MARK if result.request.GET.get("bom") == "1" else ""
    yield (mark + writer.writerow(escaped(column.heading) for column in table)).encode()
    for row in result.rows():
        yield writer.writerow(_text(column.cell(row)) for column in table).encode()


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return escaped(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


class _Echo:
    """What the writer of CSV takes for a file: it hands each line back."""

    def write(self, line: str) -> str:
        return line
