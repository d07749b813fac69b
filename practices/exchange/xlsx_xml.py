"""The parts of a workbook as XML, read within bounds that are asked before anything is built of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from .table import MOST_IN_ROW, Unreadable

_BLOCK = 1 << 14  # bytes
_LONGEST_TAG = 1 << 16  # bytes: the parser keeps a tag, a comment and the like until it ends, with all its attributes
_LONGEST_NAMES = 20_000  # characters of all names in a part: the parser remembers each, and there are some hundred
_DEEPEST = 100  # elements within each other: real workbooks have a dozen


@dataclass
class Budget:
    """What may still be read of a workbook, all of its parts together."""

    # Two or three times what 2,000 practices in three languages take.
    unpacked: int = 50_000_000  # bytes that are parsed
    read: int = 250_000_000  # bytes: a sheet may have a million rows of format alone, which are not parsed
    marks: int = 4_000_000  # elements and attributes; an element counts as four, for it takes as long
    text: int = 50_000_000  # characters in cells, and in what they share


class Damaged(Exception):
    """A part that is no part of a workbook."""


def too_large() -> Unreadable:
    """Return what is said of a workbook that holds more than a table."""
    return Unreadable(
        _("The workbook is far larger unpacked than a table of practices is. Copy the rows into a new workbook.")
    )


class Part:
    """Base of what reads a part of a workbook. Its `begins` and `ends` are asked for elements by name."""

    most = 50_000  # elements

    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
        self._archive, self._name, self._budget = archive, name, budget
        self.begins: dict[str, Callable[[dict[str, str]], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self._depth = self._held = 0
        self._pieces: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_entities
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end

    def blocks(self) -> Iterator[None]:
        """Read the part, block by block. Raise Unreadable, or Damaged."""
        fed = 0
        with self._archive.open(self._name) as file:
            while data := file.read(_BLOCK):
                self._budget.read -= len(data)
                block = self.thinned(data)
                fed += len(block)
                self._budget.unpacked -= len(block)
                if self._budget.unpacked < 0 or self._budget.read < 0:
                    raise too_large()
                self._parse(block)
                names = self._parser.intern
                if fed - self._parser.CurrentByteIndex > _LONGEST_TAG or sum(map(len, names)) > _LONGEST_NAMES:
                    raise too_large()
                yield
            self._parse(self.thinned(b""), final=True)
            yield

    def thinned(self, block: bytes) -> bytes:
        """Return what is to be parsed of a block; of none, what is left to be."""
        return block

    def read(self) -> None:
        """Read the whole part. Raise Unreadable, or Damaged."""
        for _block in self.blocks():
            pass

    def listen(self, *_attributes: Any) -> None:
        """Gather the text that follows."""
        self._pieces = []
        self._parser.CharacterDataHandler = self._hear

    def heard(self) -> str:
        """Return the text since `listen`, and gather no more."""
        self._parser.CharacterDataHandler = None
        return "".join(self._pieces)

    def begin_text(self) -> None:
        """Note that what is heard from now on belongs to another text."""
        self._held = 0

    def _parse(self, block: bytes, *, final: bool = False) -> None:
        try:
            self._parser.Parse(block, final)
        except expat.ExpatError as error:
            raise Damaged from error

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self.most -= 1
        self._budget.marks -= 4 + len(attributes)
        if self.most < 0 or self._budget.marks < 0 or self._depth > _DEEPEST:
            raise too_large()
        begin = self.begins.get(tag.rpartition(":")[2])
        if begin is not None:
            begin(attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        end = self.ends.get(tag.rpartition(":")[2])
        if end is not None:
            end()

    def _hear(self, piece: str) -> None:
        self._held += len(piece)
        if self._held > MOST_IN_ROW:
            raise too_large()
        self.count(len(piece))
        self._pieces.append(piece)

    def count(self, characters: int) -> None:
        """Note that so much text has come. Raise Unreadable if that is too much."""
        self._budget.text -= characters
        if self._budget.text < 0:
            raise too_large()


def local(attributes: dict[str, str], name: str) -> str:
    """Return an attribute whatever the namespace, or an empty text."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _refuse_entities(*_declaration: Any) -> None:
    raise Unreadable(_("The workbook holds what no spreadsheet writes (XML entities). Save it again."))
