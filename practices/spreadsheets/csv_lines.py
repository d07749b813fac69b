"""CSV as RFC 4180 has it: quotes where they are needed, lines that end in CR LF; and as a reader's Excel opens it.

Where people write decimals with a comma, Excel expects semicolons between the cells, and without a mark at the
beginning it takes UTF-8 for something else.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .cells import Cell
from .formulas import escaped

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # Excel takes a file for UTF-8 that begins with it
PARAMETERS = ("bom", "separator")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}  # as parameters call them


class Dialect(NamedTuple):
    """How a file is written."""

    separator: str = ","
    mark: str = ""


PLAIN = Dialect()


def asked(parameters: Mapping[str, str]) -> Dialect:
    """Return how a file is to be written: as parameters say, else as Excel in the reader's language opens it.

    `separator` is one of SEPARATORS; what asks for one is a program, and gets no mark unless it asks for `bom=1`.
    """
    separator = SEPARATORS.get(parameters.get("separator", ""))
    dialect = PLAIN if separator is None and get_language() == "en" else Dialect(separator or ";", MARK)
    has_mark = {"1": True, "0": False}.get(parameters.get("bom", ""), separator is None and bool(dialect.mark))
    return dialect._replace(mark=MARK if has_mark else "")


def refusal(parameters: Mapping[str, str]) -> str:
    """Return what is wrong with how a file is asked for, if anything is."""
    if parameters.get("bom", "") not in {"", "0", "1"}:
        return _("Write ‘bom=1’ for a file with a byte order mark, ‘bom=0’ for one without.")
    asked = parameters.get("separator", "")
    if not asked or asked in SEPARATORS:
        return ""
    said = {"separator": asked[:20], "known": ", ".join(SEPARATORS)}
    return _("There is no separator ‘%(separator)s’. Known are: %(known)s.") % said


def line(cells: Iterable[Cell], separator: str = ",") -> str:
    """Return the line with these cells. No text in it begins like a formula."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerow([escaped(cell) if isinstance(cell, str) else cell for cell in cells])
    return file.getvalue()


def whole(rows: Iterable[Iterable[Cell]], dialect: Dialect) -> bytes:
    """Return a small file with these rows."""
    return (dialect.mark + "".join(line(cells, dialect.separator) for cells in rows)).encode()
