"""Tables as XLSX workbooks, which are archives of XML: read once, block by block, within bounds.

openpyxl would build all that a part holds before it could be asked how much that is, and take twice as long. It writes
our workbooks, and knows here what is a date.
"""

from __future__ import annotations

import collections
import contextlib
import logging
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from . import columns
from .names import shortened
from .table import Table, Unreadable, table
from .xlsx_parts import Book, Relations, Styles, Texts
from .xlsx_sheet import Shared, Sheet
from .xlsx_xml import Budget, Damaged, too_large

_log = logging.getLogger(__name__)

_MOST_PARTS = 500
_MOST_AT_ONCE = 200_000  # bytes: the list of 500 parts is 50,000
_TOLD = 5  # sheets


def read(file: IO[bytes]) -> Table:
    """Return the table in a workbook. Raise Unreadable."""
    try:
        with zipfile.ZipFile(_Pieces(file)) as archive:  # type: ignore[call-overload]
            budget = Budget()
            _refuse_others(archive, budget)
            return _read(archive, budget)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Unreadable(_("The workbook is damaged or not complete. Save it again, and send it again.")) from error
    except Unreadable:
        raise
    except Exception as error:  # what there is to stumble over depends on what is wrong with the file
        if not isinstance(error, Damaged):
            _log.warning("A workbook could not be read.", exc_info=True)
        raise Unreadable(
            _("The workbook can't be read. Open it in a spreadsheet and save it as XLSX again.")
        ) from error


# The archive ---------------------------------------------------------------------------------


class _Pieces:
    """A file of which nobody takes much at once: Python reads the list of an archive's parts whole, however long."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, most: int = _MOST_AT_ONCE) -> bytes:
        if most > _MOST_AT_ONCE:
            raise too_large()
        return self._file.read(most)


def _refuse_others(archive: zipfile.ZipFile, budget: Budget) -> None:
    """Refuse other archives, and workbooks of other kinds."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("The file has a password. Save it without."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable(_("The workbook holds macros (.xlsm). Choose ‘Save as’ and ‘Excel workbook (.xlsx)’."))
    if "xl/workbook.bin" in names:
        raise Unreadable(_("This is a binary workbook (.xlsb). Choose ‘Save as’ and ‘Excel workbook (.xlsx)’."))
    if "xl/workbook.xml" not in names:
        is_open = "content.xml" in names and "mimetype" in names
        what = _("This is an OpenDocument file (.ods).") if is_open else _("This is no workbook.")
        raise Unreadable(what, _("Open it in a spreadsheet, choose ‘Save as’ and ‘Excel workbook (.xlsx)’."))
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > budget.unpacked:
        raise too_large()
    # Other ways to compress take memory as the file pleases, and no spreadsheet uses them.
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise Damaged


# The sheet -----------------------------------------------------------------------------------


def _read(archive: zipfile.ZipFile, budget: Budget) -> Table:
    book, relations = Book(archive, budget), Relations(archive, budget)
    styles, texts = relations.of_kind("styles"), relations.of_kind("sharedStrings")
    with contextlib.ExitStack() as stack:
        shared = Shared(
            stack.enter_context(contextlib.closing(Texts(archive, texts, budget))) if texts else None,
            Styles(archive, styles, budget) if styles else None,
            since_1904=book.since_1904,
        )
        return _table(Sheet(archive, _sheet(archive, book, relations, budget, shared), budget, shared))


def _sheet(archive: zipfile.ZipFile, book: Book, relations: Relations, budget: Budget, shared: Shared) -> str:
    """Return the part of the sheet that holds practices, or of the first one."""
    found: list[tuple[str, str]] = []  # the title of each sheet, and its part
    for title, relation in book.sheets:
        kind, name = relations.names.get(relation, ("", ""))
        if kind == "worksheet" and name in archive.NameToInfo:
            found.append((title, name))
    if not found:
        raise Unreadable(_("The workbook has no sheet."))
    if len(found) > _MOST_PARTS:
        raise too_large()
    held = [one for one in found if _has_headings(Sheet(archive, one[1], budget, shared))]
    if len(held) > 1:
        said = {"sheets": _("’ and ‘").join(shortened(title) for title, _name in held[:_TOLD])}
        raise Unreadable(_("Several sheets hold practices: ‘%(sheets)s’. Put everything into one.") % said)
    return (held or found)[0][1]


def _has_headings(sheet: Sheet) -> bool:
    number, first = next(sheet.rows(), (1, []))
    return number == 1 and any(columns.as_heading(cell.text) == columns.ID for cell in first)


def _table(sheet: Sheet) -> Table:
    rows = sheet.rows()
    try:
        found = table(rows, _notes(sheet))
    except Unreadable:
        # Which cells are merged stands behind them, and explains most of what else is wrong.
        sheet.skip_cells()
        with contextlib.suppress(Unreadable, Damaged):
            collections.deque(rows, maxlen=0)
        _refuse_merged(sheet)
        raise
    _refuse_merged(sheet)
    return found


def _refuse_merged(sheet: Sheet) -> None:
    if sheet.merged:
        said = {"cells": ", ".join(sheet.merged)}
        raise Unreadable(
            _("Cells are merged: %(cells)s. Unmerge them, and write into each what it should hold.") % said
        )


def _notes(sheet: Sheet) -> Iterator[str]:
    if sheet.hides:
        yield _("Rows or columns of the sheet are hidden. They are read like the others.")
