"""Tables as CSV: UTF-8 or UTF-16, with commas, semicolons or tabs between the cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from practices.spreadsheets.formulas import unescaped

from .columns import headings
from .table import Cell, Table, Unreadable, table

# What stands in a cell is bounded by the size of the file. Python's own bound, for all of its tables, is too low
# for the figures of a large practice.
csv.field_size_limit(20_000_000)

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read(data: bytes) -> Table:
    """Return the table in a CSV file. Raise Unreadable."""
    text = _decoded(data)
    if "\0" in text:
        said = {"line": text[: text.index("\0")].count("\n") + 1}
        raise Unreadable(_("Line %(line)s holds a character that no text has (NUL). The file is damaged.") % said)
    separator, text = _separator(text)
    return table(_lines(text, separator))


def _decoded(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None) or _guessed(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        said = {"line": data[: error.start].count(b"\n") + 1}
        raise Unreadable(
            _("The file is not in UTF-8: line %(line)s holds a letter that can't be read without doubt.") % said,
            _("In Excel choose ‘Save as’ and ‘CSV UTF-8’, or save it as XLSX."),
        ) from error


def _guessed(data: bytes) -> str:
    """Return UTF-16 where every other byte of the beginning is empty, else UTF-8."""
    start = data[:200]
    if start[1::2].count(0) > len(start) / 3:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > len(start) / 3 else "utf-8"


def _separator(text: str) -> tuple[str, str]:
    """Return what separates the cells, by which headings come of it, and the text without Excel's note of it."""
    noted = re.match(r"sep=([,;\t])\r?\n", text)
    if noted:
        return noted[1], text[noted.end() :]

    def known(separator: str) -> int:
        first = next(csv.reader(io.StringIO(text[:10_000], newline=""), delimiter=separator), [])
        return sum(heading.strip().lower() in headings() for heading in first)

    return max(",;\t", key=known), text


def _lines(text: str, separator: str) -> Iterator[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    width, number = 0, 0
    try:
        for number, line in enumerate(reader, 1):
            width = width or len(line)
            if 0 < len(line) < width and not text.endswith(("\n", "\r")) and reader.line_num >= text.count("\n") + 1:
                raise Unreadable(
                    _("The file ends in the middle of row %(number)s. Save it again.") % {"number": number}
                )
            yield [_cell(one) for one in line]
    except csv.Error as error:
        sentence = _("After row %(number)s the file can't be read as a table: a quotation mark is missing, or its end.")
        raise Unreadable(sentence % {"number": number}) from error


def _cell(text: str) -> Cell:
    text = text.replace("\r\n", "\n")
    if text.startswith("="):
        return Cell(text, _("This looks like a formula. If it is text, put an apostrophe in front of it."))
    return Cell(unescaped(text))
