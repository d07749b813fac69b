"""What is read of a workbook beside its cells: names of sheets, texts that cells share, which styles are dates."""

from __future__ import annotations

import posixpath
import zipfile
from array import array
from functools import partial
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from .xlsx_xml import Budget, Part, local, too_large

_MOST_TEXTS = 200_000  # that cells share: twice as many as a table of practices has cells
_MOST_BYTES = 20_000_000  # of these, in UTF-8: 2,000 practices in three languages are 16 million
_MOST_FORMATS = 2_000  # of numbers and dates: Excel has 250 at most
_LONGEST_FORMAT = 255  # characters, as in Excel


class Book(Part):
    """What the workbook says of itself: its sheets, and the day from which it counts."""

    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        super().__init__(archive, "xl/workbook.xml", budget)
        self.sheets: list[tuple[str, str, bool]] = []  # name, the relation that leads to it, whether it is hidden
        self.since_1904 = False
        self.begins = {"sheet": self._sheet, "workbookPr": self._properties}
        self.read()

    def _sheet(self, attributes: dict[str, str]) -> None:
        is_hidden = attributes.get("state", "visible") != "visible"
        self.sheets.append((attributes.get("name", ""), local(attributes, "id"), is_hidden))

    def _properties(self, attributes: dict[str, str]) -> None:
        self.since_1904 = attributes.get("date1904") in {"1", "true"}


class Relations(Part):
    """The parts that the workbook leads to."""

    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        super().__init__(archive, "xl/_rels/workbook.xml.rels", budget)
        self.names: dict[str, tuple[str, str]] = {}  # by relation: the kind of the part, and its name
        self.begins = {"Relationship": self._relation}
        self.read()

    def of_kind(self, kind: str) -> str | None:
        """Return the name of the part of a kind of which there is one."""
        return next((name for other, name in self.names.values() if other == kind), None)

    def _relation(self, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") != "External":
            name = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
            self.names[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], name)


class Styles(Part):
    """Which styles show a number as a date or time, and which as a span of time."""

    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
        super().__init__(archive, name, budget)
        self._formats: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        self._used: list[str] = []  # the format of each style
        self._within = ""
        groups = ("numFmts", "cellXfs", "cellStyleXfs", "dxfs")
        self.begins = {group: partial(self._enter, group) for group in groups}
        self.begins |= {"numFmt": self._format, "xf": self._style}
        self.read()
        codes = {number: self._formats.get(number, "") for number in self._used}
        dates = {number for number, code in codes.items() if is_date_format(code)}
        spans = {number for number, code in codes.items() if is_timedelta_format(code)}
        # The styles by their numbers, as cells name them.
        self.dates = {str(style) for style, number in enumerate(self._used) if number in dates}
        self.spans = {str(style) for style, number in enumerate(self._used) if number in spans}

    def _enter(self, group: str, _attributes: dict[str, str]) -> None:
        self._within = group

    def _format(self, attributes: dict[str, str]) -> None:
        code = attributes.get("formatCode", "")
        if self._within == "numFmts" and len(code) <= _LONGEST_FORMAT:
            self._formats[attributes.get("numFmtId", "")] = code
        if len(self._formats) > _MOST_FORMATS:
            raise too_large()

    def _style(self, attributes: dict[str, str]) -> None:
        if self._within == "cellXfs":
            self._used.append(attributes.get("numFmtId", "0"))


class Texts(Part):
    """The texts that cells share."""

    most = Budget.marks

    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
        super().__init__(archive, name, budget)
        # One after another in UTF-8: as so many texts, one odd letter in each, Python would keep five times as much.
        self._bytes = bytearray()
        self._ends = array("L", [0])
        self._text = Text(self)
        self.begins["si"] = self._text.begin
        self.ends["si"] = self._add
        self.read()

    def __getitem__(self, number: int) -> str:
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode("utf-8")

    def close(self) -> None:
        """Forget the texts at once: parts and their parsers hold each other, and wait for Python's own cleaning."""
        self._bytes = bytearray()

    def _add(self) -> None:
        self._bytes += self._text.whole().encode("utf-8")
        self._ends.append(len(self._bytes))
        if len(self._bytes) > _MOST_BYTES or len(self._ends) > _MOST_TEXTS:
            raise too_large()


class Text:
    """A text in pieces, which may each have a format of their own; what tells how to pronounce it is left out."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._pieces: list[str] = []
        self._is_said = True
        part.begins |= {"t": self._begin_piece, "rPh": self._begin_phonetic}
        part.ends |= {"t": self._end_piece, "rPh": self._end_phonetic}

    def begin(self, _attributes: Any) -> None:
        self._part.begin_text()
        self._pieces, self._is_said = [], True

    def whole(self) -> str:
        return "".join(self._pieces)

    def _begin_piece(self, _attributes: Any) -> None:
        if self._is_said:
            self._part.listen()

    def _end_piece(self) -> None:
        if self._is_said:
            self._pieces.append(self._part.heard())

    def _begin_phonetic(self, _attributes: Any) -> None:
        self._is_said = False

    def _end_phonetic(self) -> None:
        self._is_said = True
