"""Tables as XLSX workbooks, which are archives of XML: read once, block by block, within bounds.

openpyxl would build all that a part holds before it could be asked how much that is, and take twice as long. It writes
our workbooks, and knows here what is a date.
"""

from __future__ import annotations

import collections
import contextlib
import itertools
import logging
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple

from django.utils.translation import gettext as _

from . import columns
from .names import shortened
from .table import Table, Unreadable, from_headings, known, table
from .xlsx_parts import Book, Relations, Styles, Texts
from .xlsx_sheet import Shared, Sheet
from .xlsx_xml import Budget, Damaged, too_large

_log = logging.getLogger(__name__)

_MOST_PARTS = 500
_MOST_AT_ONCE = 200_000  # bytes: the list of 500 parts is 50,000
_TOLD = 5  # sheets, or merged cells
_BLOCKS_LOOKED_AT = 64  # of each sheet, for its headings: a megabyte


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
        raise Unreadable(
            _archive_of(names, archive), _("Open it in a spreadsheet, choose ‘Save as’ and ‘Excel workbook (.xlsx)’.")
        )
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > budget.read:
        raise too_large()
    # Other ways to compress take memory as the file pleases, and no spreadsheet uses them.
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise Damaged


def _archive_of(names: set[str], archive: zipfile.ZipFile) -> str:
    """Say what an archive is that is no workbook of Excel."""
    if {"content.xml", "mimetype"} <= names:
        manifest = archive.NameToInfo.get("META-INF/manifest.xml")
        if manifest and manifest.file_size < _MOST_AT_ONCE and b"encryption-data" in archive.read(manifest):
            return _("This is an OpenDocument file (.ods) with a password.")
        return _("This is an OpenDocument file (.ods).")
    if any(name.endswith(".iwa") for name in names) or "index.xml" in names or "Index.zip" in names:
        return _("This is a file of Numbers (.numbers).")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return _("This is a document of Word or PowerPoint.")
    if any(name.lower().endswith((".xlsx", ".csv")) for name in names):
        return _("This is an archive (.zip). Take the file out of it, and send that.")
    return _("This is no workbook.")


# The sheet -----------------------------------------------------------------------------------


class _Told(NamedTuple):
    """What is known of a sheet before it is read."""

    title: str
    part: str  # of the archive; empty if it is no sheet of cells
    is_hidden: bool
    likeness: int = 0  # to a table of practices


def _read(archive: zipfile.ZipFile, budget: Budget) -> Table:
    book, relations = Book(archive, budget), Relations(archive, budget)
    styles, texts = relations.of_kind("styles"), relations.of_kind("sharedStrings")
    with contextlib.ExitStack() as stack:
        shared = Shared(
            stack.enter_context(contextlib.closing(Texts(archive, texts, budget))) if texts else None,
            Styles(archive, styles, budget) if styles else None,
            since_1904=book.since_1904,
        )

        def opened(part: str) -> Sheet:
            return Sheet(archive, part, budget, shared)

        sheets = [_told(one, relations, archive) for one in book.sheets]
        if len(sheets) > _MOST_PARTS:
            raise too_large()
        sheets = [one._replace(likeness=_likeness(opened(one.part))) if one.part else one for one in sheets]
        chosen = _chosen(sheets)
        return _table(opened(chosen.part), chosen.title, [one.title for one in sheets if one is not chosen])


def _told(sheet: tuple[str, str, bool], relations: Relations, archive: zipfile.ZipFile) -> _Told:
    title, relation, is_hidden = sheet
    kind, name = relations.names.get(relation, ("", ""))  # others are charts, dialogs and macros
    return _Told(title, name if kind == "worksheet" and name in archive.NameToInfo else "", is_hidden)


def _chosen(sheets: list[_Told]) -> _Told:
    """Return the sheet that holds practices, or the first one: of those that people see, if these hold any."""
    with_cells = [one for one in sheets if one.part]
    if not with_cells:
        raise Unreadable(_("The workbook has no sheet."))
    seen = [one for one in with_cells if not one.is_hidden]
    some = seen if any(one.likeness for one in seen) else with_cells
    most = max(one.likeness for one in some)
    held = [one for one in some if one.likeness == most]
    if most and len(held) > 1:
        said = {"sheets": _("’ and ‘").join(shortened(one.title) for one in held[:_TOLD])}
        raise Unreadable(_("Several sheets can be imported: ‘%(sheets)s’. Put each into a file of its own.") % said)
    return held[0] if most else (seen or with_cells)[0]


def _likeness(sheet: Sheet) -> int:
    """Return how like to a table of practices a sheet is by its headings; lists of values have some of them, too."""
    rows = from_headings(sheet.rows(_BLOCKS_LOOKED_AT))
    _number, first = next(rows, (1, []))
    named = known(cell.text for cell in first)
    is_table = any(name.startswith(("title_", "name_")) for name in named) or (columns.ID in named and len(named) > 2)
    likeness = 4 if is_table else 2 if columns.ID in named else 0
    return likeness + (next(rows, None) is not None) if likeness else 0


def _table(sheet: Sheet, title: str, others: list[str]) -> Table:
    rows = from_headings(sheet.rows())
    first = next(rows, (1, []))
    try:
        found = table(itertools.chain([first], rows), _notes(sheet, title, others))
    except Unreadable:
        # Which cells are merged stands behind them, and explains most of what else is wrong.
        sheet.skip_cells()
        with contextlib.suppress(Unreadable, Damaged):
            collections.deque(rows, maxlen=0)
        _refuse_merged(sheet, first[0])
        raise
    _refuse_merged(sheet, first[0])
    return found


def _refuse_merged(sheet: Sheet, top: int) -> None:
    """Refuse merged cells, but in a title above the headings."""
    if merged := [place for row, place in sheet.merged if row >= top]:
        said = {"cells": ", ".join(merged[:_TOLD])}
        raise Unreadable(
            _("Cells are merged: %(cells)s. Unmerge them, and write into each what it should hold.") % said
        )


def _notes(sheet: Sheet, title: str, others: list[str]) -> Iterator[str]:
    if others:
        said = {"sheet": shortened(title), "others": _("’ and ‘").join(map(shortened, others[:_TOLD]))}
        if len(others) > _TOLD:
            said["others"] += "…"
        yield _("The sheet ‘%(sheet)s’ is read. Others are passed over: ‘%(others)s’.") % said
    if sheet.hides:
        yield _("Rows or columns of the sheet are hidden. They are read like the others.")
