"""Writing every published practice into files, a batch at a time: as data, and as a book."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import override

from practices.api.texts import Texts
from practices.exports import csv_file, json_file
from practices.exports.below import Below, Reading
from practices.exports.columns import columns
from practices.exports.result import BATCH, Row, TableRow
from practices.models import Practice
from practices.papers.book import KINDS, book
from practices.taxonomy import vocabularies
from practices.taxonomy.facets import SEARCHED, values_of
from practices.taxonomy.vocabularies import Vocabularies

ORIGINAL = "en"
_IN_ALL = Texts(in_all_languages=True)


def write(json_lines: Path, in_all_languages: Path, table: Path) -> int:
    """Write all practices into each of the files. Return how many these were."""
    terms, count = vocabularies.read(), 0
    with ExitStack() as files, override(ORIGINAL):
        lines, lines_in_all, rows = (
            files.enter_context(_packed(files.enter_context(path.open("wb"))))
            for path in (json_lines, in_all_languages, table)
        )
        headed = columns(terms)
        rows.write(csv_file.headings(headed))
        for row, below in _rows(terms):
            lines.write(_line(row, terms))
            lines_in_all.write(_written(json_file.practice(row, terms, _IN_ALL)))
            rows.write(csv_file.line(headed, TableRow(row.practice, row.values, below)))
            count += 1
    return count


def write_book(stem: Path, language: str, kind: str) -> Path:
    """Write the book in a language into `<stem>.<language>.<kind>`. Return that path."""
    path = stem.with_name(f"{stem.name}.{language}.{kind}")
    with path.open("wb") as file:
        KINDS[kind].write_into(file, book(language))
    return path


def _packed(file: BinaryIO) -> gzip.GzipFile:
    """Pack without name and time: what says the same has the same checksum."""
    return gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0)


def _rows(terms: Vocabularies) -> Iterator[tuple[Row, Below]]:
    """Yield all practices by number, from the database itself: the index may be a moment behind it."""
    last, reading = 0, Reading(terms)
    while batch := list(Practice.objects.published().with_page_relations().filter(pk__gt=last).order_by("pk")[:BATCH]):
        ids = [practice.pk for practice in batch]
        values, below = values_of(ids, terms, SEARCHED), reading.of(ids)
        for practice in batch:
            yield Row(practice, values[practice.pk]), below[practice.pk]
        last = batch[-1].pk


def _line(row: Row, terms: Vocabularies) -> bytes:
    """Return a practice as the API shows it, with the same in each other language that any of it is written in."""
    translations = {}
    for known in row.practice.translations:
        with override(known.language):
            translations[known.language] = json_file.practice(row, terms)
    line = {**json_file.practice(row, terms), "translations": translations}
    return _written(line)


def _written(line: Any) -> bytes:
    return f"{json_file.written(line)}\n".encode()
