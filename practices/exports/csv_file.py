"""A table as CSV: UTF-8, without a mark at its beginning unless somebody asks for one."""

from __future__ import annotations

from collections.abc import Generator

from practices.spreadsheets import csv_lines

from .columns import Column, columns
from .result import Result, Row


def write(result: Result) -> Generator[bytes]:
    """Yield the headings, then a line for each practice."""
    if result.request.GET.get("bom") == "1":
        yield csv_lines.MARK.encode()
    table = columns(result.found.vocabularies)
    yield headings(table)
    for row in result.rows():
        yield line(table, row)


def headings(table: list[Column]) -> bytes:
    """Return the first line."""
    return csv_lines.line(column.heading for column in table).encode()


def line(table: list[Column], row: Row) -> bytes:
    """Return the line of a practice."""
    return csv_lines.line(column.cell(row) for column in table).encode()
