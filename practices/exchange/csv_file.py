"""Tables as CSV: UTF-8 or UTF-16, with commas, semicolons, tabs or bars between the cells. Read line by line."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from practices.spreadsheets.formulas import unescaped

from .table import (
    MOST_ABOVE,
    MOST_COLUMNS,
    MOST_IN_ROW,
    NOTHING,
    Cell,
    Lines,
    Table,
    Unreadable,
    from_headings,
    known,
    refuse_column,
    refuse_row,
    table,
)

# Rows are bounded as a whole, before they come to the reader. Python's own bound, for all of its tables, is too low
# for the figures of a large practice.
csv.field_size_limit(MOST_IN_ROW)

# Line ends, those within cells included. Real practices have twenty, and a sheet may have a million empty rows below.
_MOST_LINE_ENDS = 1_100_000
_SEPARATORS = ",;\t|"
_CALLED = {"\\t": "\t", "tab": "\t"}
# The note that Excel makes of the separator, as it was written, or saved again by something that did not know it.
# What was taken for spaces is not tried again as others (`*+`): of a file full of them that would be their square.
_NOTE = re.compile(r'[\ufeff ]*+"?\ufeff? *+sep *+= *+"?([,;|\t]|\\t|tab)[", ;|\t]*+(?:\r\n?|\n)', re.IGNORECASE)
_BLOCK = 1 << 16
_MARK = "\ufeff"  # of byte order; programs that don't know it put another before it, and quotation marks behind
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read(file: IO[bytes]) -> Table:
    """Return the table in a CSV file. Raise Unreadable."""
    encoding = _encoding(file)
    _refuse_damage(file, encoding)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        separator = _separator(text)
        return table(from_headings(_cells(_Lines(text), separator)))
    finally:
        text.detach()  # the file is whoever's that opened it


def _encoding(file: IO[bytes]) -> str:
    """Return the encoding by the mark, else UTF-16 where every other byte of the beginning is empty, else UTF-8."""
    file.seek(0)
    start = file.read(200)
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    if marked:
        return marked
    if start[1::2].count(0) > len(start) / 3:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > len(start) / 3 else "utf-8"


def _refuse_damage(file: IO[bytes], encoding: str) -> None:
    """Refuse bytes that are no text, wherever they stand, and text that no spreadsheet writes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, block = 1, b"-"
    file.seek(0)
    while block:
        block = file.read(_BLOCK)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            said = {"line": line + error.object[: error.start].count(b"\n")}
            raise Unreadable(
                _("The file is not in UTF-8: line %(line)s holds a letter that can't be read without doubt.") % said,
                _("In Excel choose ‘Save as’ and ‘CSV UTF-8’, or save it as XLSX."),
            ) from error
        if "\0" in text:
            said = {"line": line + text[: text.index("\0")].count("\n")}
            raise Unreadable(_("Line %(line)s holds a character that no text has (NUL). The file is damaged.") % said)
        line += text.count("\n")


def _separator(text: io.TextIOWrapper) -> str:
    """Return what separates the cells, by which headings come of it. What is read next is the line with these."""
    start = text.read(20_000).lstrip(_MARK)
    noted = _NOTE.match(start)
    text.seek(0)
    if noted:
        text.readline()
        start = start[noted.end() :]

    def likeness(separator: str) -> tuple[int, int]:
        rows = itertools.islice(csv.reader(io.StringIO(start, newline=""), delimiter=separator), MOST_ABOVE)
        return max(((len(known(row)), len(row)) for row in rows), default=(0, 0))

    preferred = str(_CALLED.get(noted[1].lower(), noted[1])) if noted else ","
    found: str = max([preferred, *_SEPARATORS], key=likeness)
    return found


class _Lines:
    """The lines of a text, which the reader asks for until a row is whole. No row, and no text, gets too many."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._ends = 0
        self._left = MOST_IN_ROW
        self.rows = 0  # that are whole
        self.ended = False  # without a line end

    def __iter__(self) -> Iterator[str]:
        line = self._text.readline(self._left + 1).lstrip(_MARK)
        while line:
            self._left -= len(line)
            self._ends += 1
            if self._left < 0 or self._ends > _MOST_LINE_ENDS:
                raise refuse_row(self.rows + 1)
            self.ended = not line.endswith(("\n", "\r"))
            yield line
            line = self._text.readline(self._left + 1)

    def end_row(self) -> None:
        """Note that the reader has got a row."""
        self.rows += 1
        self._left = MOST_IN_ROW


def _cells(lines: _Lines, separator: str) -> Lines:
    width = 0
    try:
        for row in csv.reader(lines, delimiter=separator, strict=True):
            lines.end_row()
            width = max(width, len(row))
            if 0 < len(row) < width and lines.ended:
                raise Unreadable(
                    _("The file ends in the middle of row %(number)s. Save it again.") % {"number": lines.rows}
                )
            if any(row[MOST_COLUMNS:]):
                raise refuse_column()
            if any(row):
                yield lines.rows, [_cell(text) if text else NOTHING for text in row[:MOST_COLUMNS]]
    except csv.Error as error:
        sentence = _("After row %(number)s the file can't be read as a table: a quotation mark is missing, or its end.")
        raise Unreadable(sentence % {"number": lines.rows}) from error


def _cell(text: str) -> Cell:
    text = text.replace("\r\n", "\n")
    if text.startswith("="):
        return Cell(text, _("This looks like a formula. If it is text, put an apostrophe in front of it."))
    return Cell(unescaped(text))
