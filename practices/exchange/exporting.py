"""Practices as files that people open in a spreadsheet, and can import again without a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING

from practices.editorial import content, permissions
from practices.models import Practice
from practices.spreadsheets.csv_lines import MARK, asked, line
from practices.taxonomy import vocabularies

from . import workbook
from .columns import ID, STATE, Column, Model, columns
from .table import BATCH

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def csv_lines(numbers: Iterable[int], user: User) -> Iterator[str]:
    """Yield the lines of a CSV file with these practices, as far as the user may see them."""
    separator = asked({}).separator  # of the curator's Excel; the import knows all of them
    table = columns(vocabularies.read())
    yield MARK + line((column.heading for column in table), separator)
    for cells in _rows(table, numbers, user):
        yield line(cells, separator)


def write_xlsx(numbers: Iterable[int], user: User, file: IO[bytes]) -> None:
    """Write a workbook with these practices, as far as the user may see them. Raise TooLong."""
    terms = vocabularies.read()
    table = columns(terms)
    workbook.write(table, _rows(table, numbers, user), terms, file)


def write_template(file: IO[bytes]) -> None:
    """Write a workbook without practices, to begin with."""
    terms = vocabularies.read()
    workbook.write(columns(terms), [], terms, file)


def write_all(model: Model, file: IO[bytes]) -> None:
    """Write a workbook with all organisations, or all sources, to change them and to add others."""
    terms = vocabularies.read()
    table = columns(terms, model)
    things = content.with_everything(model._base_manager.order_by("pk")).iterator(BATCH)
    rows = ([column.cell({ID: thing.pk, **content.of(thing)}) for column in table] for thing in things)
    workbook.write(table, rows, terms, file, model)


def _rows(table: list[Column], numbers: Iterable[int], user: User) -> Iterator[list[str]]:
    """Yield the cells of each practice, fetching some at a time."""
    numbers = list(numbers)
    for start in range(0, len(numbers), BATCH):
        some = content.with_everything(Practice.objects.all()).in_order(numbers[start : start + BATCH])  # type: ignore[attr-defined]
        for practice in some:
            if permissions.may_see(practice, user):
                written = {ID: practice.pk, STATE: practice.state, **content.of(practice)}
                yield [column.cell(written) for column in table]
