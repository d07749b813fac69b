"""Opening what somebody sends: what it is, by what it holds rather than by its name, and within bounds.

Files are read piece by piece, never whole. What can't be a table is refused with what to do.
"""

from __future__ import annotations

import os
import re
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import csv_file, xlsx_file
from .table import PublicFile, Table, Unreadable

MOST_BYTES = 10_000_000
_BLOCK = 1 << 16
_BLANK = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"

_SAVE = gettext_lazy("Open it, choose ‘Save as’ and ‘Excel workbook (.xlsx)’, without a password.")
_OLD = gettext_lazy("This is an old Excel file (.xls), or one with a password.")
_DOCUMENT = gettext_lazy("This is a document of Word or PowerPoint.")
_NO_TABLE = gettext_lazy("This is no table. Only XLSX and CSV files can be imported.")
_PAGE = gettext_lazy("This is a web page or XML. Open it in a spreadsheet and save it as XLSX.")
_COMPOUND = b"\xd0\xcf\x11\xe0"  # the form of all of Office's files before XLSX, and of those with a password

# How files begin, and what is said of them; the first that fits counts.
_OTHERS = [
    (rb"\x09[\x00\x02\x04][\x04\x06]\x00", (_OLD, _SAVE)),
    (rb"%PDF", (gettext_lazy("This is a PDF, whatever its name. Only XLSX and CSV files can be imported."),)),
    (rb"<\?xml[^>]*>\s*<\?mso-application progid=\"Excel", (gettext_lazy("This is an XML file of Excel 2003."), _SAVE)),
    (rb"<|MIME-Version:", (_PAGE,)),
    (rb"\x1f\x8b", (gettext_lazy("This is a compressed file (.gz). Unpack it, and send what is in it."),)),
    (rb"\x89PNG|\xff\xd8|GIF8|7z\xbc\xaf|Rar!|\{\\rtf|SQLite format|PAR1", (_NO_TABLE,)),
]
# What programs take of the catalogue: JSON, RIS and BibTeX.
_FOR_PROGRAMS = re.compile(rb"[\[{]\s*[\"{\[\]}]|TY  - |@[a-z]+\s*\{", re.IGNORECASE)
_HEADING = b"# "  # of Markdown
_OUR_ADDRESS = b"/practices/"


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
    _refuse_others(start, file)
    return csv_file.read(file)


def _refuse_others(start: bytes, file: IO[bytes]) -> None:
    """Refuse what is neither a workbook nor a table as text, by what it is."""
    if start.startswith(_COMPOUND):
        raise Unreadable(_compound(file), str(_SAVE))
    text = start.lstrip(_BLANK)
    for sign, sentences in _OTHERS:
        if re.match(sign, start) or re.match(sign, text):
            raise Unreadable(*map(str, sentences))
    is_for_programs = _FOR_PROGRAMS.match(text)
    if _OUR_ADDRESS in start and (is_for_programs or text.startswith(_HEADING)):
        raise PublicFile
    if is_for_programs:
        raise Unreadable(
            _("This is a file for programs (JSON, RIS or BibTeX). Only XLSX and CSV files can be imported.")
        )


def _compound(file: IO[bytes]) -> str:
    """Say what a file in Office's old form is, by the names of its parts."""
    file.seek(0)
    held = file.read()  # at most MOST_BYTES
    if "EncryptedPackage".encode("utf-16-le") in held:
        return _("The file has a password. Save it without.")
    if "WordDocument".encode("utf-16-le") in held or "PowerPoint".encode("utf-16-le") in held:
        return str(_DOCUMENT)
    return str(_OLD)
