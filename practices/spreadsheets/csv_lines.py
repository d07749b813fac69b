"""CSV as RFC 4180 has it: commas between the cells, quotes where they are needed, lines that end in CR LF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from .cells import Cell
from .formulas import escaped

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # Excel takes a file for UTF-8 that begins with it


def line(cells: Iterable[Cell]) -> str:
    """Return the line with these cells. No text in it begins like a formula."""
    file = io.StringIO(newline="")
    csv.writer(file).writerow(map(_text, cells))
    return file.getvalue()


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return escaped(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
