"""A workbook that is sent while its rows are written: openpyxl makes all of it but the rows of its first sheet.

openpyxl writes a workbook when all of it is there. But a ZIP file may begin with any part: what stands before the rows
goes out at once, and what depends on how many there are comes at the end.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterable
from datetime import date
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from .cells import Cell, shortened
from .xlsx import coded, is_plain, link_cell, text_cell, value_cell

_SHEET, _LINKS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
_MOST_LINKS = 65_530  # of a sheet in Excel
_MANY = 200_000  # rows that may take more than 2 GB before they are packed, for which ZIP has a form of its own
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


class Link(NamedTuple):
    """Text that leads to an address."""

    text: str
    address: str


Line = tuple[int, Iterable[Cell | Link]]  # the height of a row in points, and its cells


def streamed(frame: Callable[[int], Any], lines: Iterable[Line], most: int) -> Generator[bytes]:
    """Yield the workbook that `frame` makes, with these lines, at most so many, below the first of its first sheet.

    `frame` is asked twice, for no lines and for as many as there were. What openpyxl makes of it must differ in nothing
    that comes before the lines.
    """
    outlet = _Outlet()
    styles, parts = _taken_apart(frame(0))
    before, end, _after = parts[_SHEET].partition(b"</sheetData>")
    rows = _Rows(styles)
    with ZipFile(outlet, "w", ZIP_DEFLATED) as file:
        with file.open(_SHEET, "w", force_zip64=most > _MANY) as sheet:
            sheet.write(before)
            for height, cells in lines:
                sheet.write(rows.written(height, cells).encode())
                if data := outlet.taken():
                    yield data
            _styles, parts = _taken_apart(frame(rows.count))
            _before, _end, after = parts.pop(_SHEET).partition(end)
            links, others, rest = rows.links(), *after.partition(b"<printOptions")[::2]
            sheet.write(b"".join([end, others, links, b"<printOptions", rest]))
        if links:
            parts[_LINKS] = rows.relations()
        for name, part in parts.items():
            file.writestr(name, part)
    yield outlet.taken()


class _Styles(NamedTuple):
    """The numbers that a workbook has for the looks of cells, which are those of `xlsx.py`."""

    value: int
    date: int
    texts: tuple[int, int]  # of what a spreadsheet would take for something else than text, and of what is plain
    links: tuple[int, int]


def _taken_apart(workbook: Any) -> tuple[_Styles, dict[str, bytes]]:
    """Return the styles and the parts of a small workbook."""
    sheet, whole = workbook.worksheets[0], io.BytesIO()
    value, day = (value_cell(sheet, value).style_id for value in (1, date.today()))
    texts = tuple(text_cell(sheet, text).style_id for text in "=a")
    links = tuple(link_cell(sheet, text, "").style_id for text in "=a")
    workbook.save(whole)
    with ZipFile(whole) as file:
        return _Styles(value, day, texts, links), {name: file.read(name) for name in file.namelist()}


class _Outlet(io.RawIOBase):
    """What is written to goes on to whoever reads. It can't be gone back in: ZIP tells sizes behind each part then."""

    def __init__(self) -> None:
        self._data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._data += data
        return len(data)

    def taken(self) -> bytes:
        """Return what has come since it was asked the last time."""
        data = bytes(self._data)
        self._data.clear()
        return data


class _Rows:
    """Rows of a sheet below its headings, as XML."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles
        self._columns: list[str] = []
        self._links: list[tuple[str, str]] = []  # the cell, and the address
        self.count = 0

    def written(self, height: int, cells: Iterable[Cell | Link]) -> str:
        """Return one more row."""
        self.count += 1
        row = self.count + 1
        filled = ((place, value) for place, value in enumerate(cells) if value not in (None, ""))
        written = "".join(self._cell(f"{self._column(place)}{row}", value) for place, value in filled)
        return f'<row r="{row}" customHeight="1" ht="{height}">{written}</row>'

    def links(self) -> bytes:
        """Return where there are links: a sheet says so behind its rows."""
        links = "".join(f'<hyperlink ref="{cell}" r:id="rId{n}"/>' for n, (cell, _to) in enumerate(self._links, 1))
        return f'<hyperlinks xmlns:r="{_RELATION}">{links}</hyperlinks>'.encode() if links else b""

    def relations(self) -> bytes:
        """Return where the links lead to: a part of its own."""
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{_RELATION}/hyperlink" Target={quoteattr(to)} TargetMode="External"/>'
            for n, (_cell, to) in enumerate(self._links, 1)
        )
        return f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>'.encode()

    def _column(self, place: int) -> str:
        while place >= len(self._columns):
            self._columns.append(get_column_letter(len(self._columns) + 1))
        return self._columns[place]

    def _cell(self, name: str, value: Cell | Link) -> str:
        if isinstance(value, date):
            return f'<c r="{name}" s="{self._styles.date}"><v>{to_excel(value)}</v></c>'
        if isinstance(value, int):
            return f'<c r="{name}" s="{self._styles.value}"><v>{value}</v></c>'
        styles = self._styles.texts
        if isinstance(value, Link):
            if len(self._links) < _MOST_LINKS:
                self._links.append((name, value.address))
                styles = self._styles.links
            value = value.text
        text = shortened(coded(value or ""))
        space = "" if text == text.strip() else ' xml:space="preserve"'
        style = styles[is_plain(text)]
        return f'<c r="{name}" s="{style}" t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
