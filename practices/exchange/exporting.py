"""Practices as files that people open in a spreadsheet, and can import again without a change."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING

from practices.editorial import content, permissions
from practices.models import Practice
from practices.spreadsheets.formulas import escaped
from practices.taxonomy import vocabularies

from . import workbook
from .columns import ID, STATE
from .resource import PracticeResource

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # Excel takes a file for UTF-8 that begins with it


def csv_lines(numbers: Iterable[int], user: User) -> Iterator[str]:
    """Yield the lines of a CSV file with these practices, as far as the user may see them."""
    resource = PracticeResource(vocabularies.read())
    writer = csv.writer(_Echo())
    yield _MARK + writer.writerow(resource.get_export_headers())
    for cells in _rows(resource, numbers, user):
        yield writer.writerow(map(escaped, cells))


def write_xlsx(numbers: Iterable[int], user: User, file: IO[bytes]) -> None:
    """Write a workbook with these practices, as far as the user may see them. Raise TooLong."""
    resource = PracticeResource(vocabularies.read())
    workbook.write(resource, _rows(resource, numbers, user), file)


def write_template(file: IO[bytes]) -> None:
    """Write a workbook without practices, to begin with."""
    workbook.write(PracticeResource(vocabularies.read()), [], file)


def _rows(resource: PracticeResource, numbers: Iterable[int], user: User) -> Iterator[list[str]]:
    """Yield the cells of each practice, fetching some at a time."""
    numbers, size = list(numbers), resource.get_chunk_size()
    for start in range(0, len(numbers), size):
        some = content.with_everything(Practice.objects.all()).in_order(numbers[start : start + size])  # type: ignore[attr-defined]
        for practice in some:
            if permissions.may_see(practice, user):
                about = {ID: practice.pk, STATE: practice.state}
                yield resource.export_resource(about | content.of(practice))


class _Echo:
    """What the writer of CSV takes for a file: it hands each line back."""

    def write(self, line: str) -> str:
        return line
