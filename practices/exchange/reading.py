"""Opening what somebody sends: what it is, by what it holds rather than by its name, and within bounds.

Files are read piece by piece, never whole. What can't be a table is refused with what to do.
"""

from __future__ import annotations

import os
from typing import IO

from django.utils.translation import gettext as _

from . import csv_file, xlsx_file
from .table import Table, Unreadable

MOST_BYTES = 10_000_000
_BLOCK = 1 << 16
_BLANK = b"\0 \t\r\n\xef\xbb\xbf"


def read(file: IO[bytes]) -> Table:
    """Return the table in a file, XLSX or CSV, which stays open. Raise Unreadable."""
    if file.seek(0, os.SEEK_END) > MOST_BYTES:
        said = {"most": MOST_BYTES // 1_000_000}
        raise Unreadable(_("The file is larger than %(most)s MB. Split it into several files.") % said)
    file.seek(0)
    start = file.read(_BLOCK)
    if start.startswith(b"PK"):
        return xlsx_file.read(file)
    while start and not start.strip(_BLANK):
        start = file.read(_BLOCK)
    if not start:
        raise Unreadable(_("The file is empty."))
    _refuse_others(start)
    return csv_file.read(file)


def _refuse_others(start: bytes) -> None:
    """Refuse what is neither a workbook nor text."""
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("This is an old Excel file (.xls), or one with a password."),
            _("Open it, choose ‘Save as’ and ‘Excel workbook (.xlsx)’, without a password."),
        )
    if start.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF, whatever its name. Only XLSX and CSV files can be imported."))
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Unreadable(_("This is a web page or XML. Open it in a spreadsheet and save it as XLSX."))
    if start.startswith((b"\x89PNG", b"\xff\xd8", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"{\\rtf")):
        raise Unreadable(_("This is no table. Only XLSX and CSV files can be imported."))
