"""A table as CSV in UTF-8, as Excel opens it in the reader's language unless the request says otherwise."""

from __future__ import annotations

from collections.abc import Generator

from practices.spreadsheets import csv_lines
from practices.spreadsheets.csv_lines import PLAIN, Dialect

from .columns import Column, columns
from .result import Result, TableRow


def write(result: Result) -> Generator[bytes]:
    """Yield the headings, then a line for each practice."""
    dialect = csv_lines.asked(result.request.GET)
    table = columns(result.found.vocabularies)
    yield dialect.mark.encode() + headings(table, dialect)
    for row in result.table_rows():
        yield line(table, row, dialect)


def headings(table: list[Column], dialect: Dialect = PLAIN) -> bytes:
    """Return the first line."""
    return csv_lines.line((column.heading for column in table), dialect.separator).encode()


def line(table: list[Column], row: TableRow, dialect: Dialect = PLAIN) -> bytes:
    """Return the line of a practice."""
    return csv_lines.line((column.cell(row) for column in table), dialect.separator).encode()
