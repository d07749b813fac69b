"""Blocks as WordprocessingML: what a style can say, it says, and nothing stands there for the look alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import singledispatchmethod
from typing import NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from practices.text.xml import add, legal

from . import blocks as b
from .addresses import outside
from .docx_frame import Frame, locale
from .docx_styles import DEEPEST
from .prose import Listing, Piece, pieces

_STYLES = {"body": "BodyText", "lead": "Lead", "note": "Note", "citation": "Citation"}
_TWIPS = 567  # in a cm
_WIDEST = 40  # letters that a column of a table is as wide as, at most
_LETTER, _PADDING = 115, 180  # twentieths of a point: a bold letter of a table, and what is beside a cell
_TOGETHER = 2  # rows that a table begins with at least on a page
_MANY = 6  # columns; the heads of more stand upright
_HIGH = "1700"  # twentieths of a point that these take
_NUMBER = re.compile(r"[\d\s.,%–—-]+")
_BOX = "\N{BALLOT BOX}"


class Heading(NamedTuple):
    """A heading that was written, and the bookmark of its place."""

    block: b.Heading
    bookmark: str


class Body:
    """Blocks, one after the other."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._count = 0  # of bookmarks and pictures, whose numbers differ
        self._captions = {"Table": 0, "Figure": 0}
        self.begins_page = False  # the next paragraph
        self._follows_table = False
        self.headings: list[Heading] = []

    @singledispatchmethod
    def elements(self, block: b.Block) -> Iterator[Element]:
        """Yield what a block becomes."""
        raise TypeError(block)

    @elements.register
    def _heading(self, block: b.Heading) -> Iterator[Element]:
        paragraph = self.paragraph(f"Heading{block.level}")
        self.headings.append(Heading(block, f"_Toc{len(self.headings) + 1:08}"))
        names = [self.headings[-1].bookmark, *([bookmark(block.anchor)] if block.anchor else [])]
        numbers = {name: self._next() for name in names}
        for name, number in numbers.items():
            add(paragraph, "w:bookmarkStart", "", {"w:id": number, "w:name": name})
        self.line(paragraph, b.Run(block.text, language=block.language))
        for number in numbers.values():
            add(paragraph, "w:bookmarkEnd", "", {"w:id": number})
        yield paragraph

    @elements.register
    def _paragraph(self, block: b.Paragraph) -> Iterator[Element]:
        yield self.line(self.paragraph(_STYLES[block.style]), block.line, block.language)

    @elements.register
    def _prose(self, block: b.Prose) -> Iterator[Element]:
        numbers: dict[Listing, str] = {}
        for piece in pieces(block.markdown):
            yield self.line(self._of_prose(piece, numbers), piece.line, block.language)

    def _of_prose(self, piece: Piece, numbers: dict[Listing, str]) -> Element:
        """Return an empty paragraph as a piece of prose has it."""
        if not piece.lists:
            return self.paragraph("Quote" if piece.is_quoted else "BodyText")
        depth, listing = min(len(piece.lists), DEEPEST), piece.lists[-1]
        ending = str(depth) if depth > 1 else ""
        if not piece.is_first:
            return self.paragraph(f"ListContinue{ending}")
        if not listing.numbered:
            return self.paragraph(f"ListBullet{ending}")
        if listing not in numbers:
            numbers[listing] = str(self._frame.numbering(listing.start))
        return self.paragraph(f"ListNumber{ending}", numbering=(numbers[listing], depth))

    @elements.register
    def _bullets(self, block: b.Bullets) -> Iterator[Element]:
        number = str(self._frame.numbering(1)) if block.numbered else ""
        for item in block.items:
            place = self.paragraph("ListNumber", (number, 1)) if number else self.paragraph("ListBullet")
            yield self.line(place, item)

    @elements.register
    def _checklist(self, block: b.Checklist) -> Iterator[Element]:
        for item in block.items:
            paragraph = self.paragraph("Checklist")
            control = add(paragraph, "w:sdt")
            box = add(add(control, "w:sdtPr"), "w14:checkbox")
            add(box, "w14:checked", "", {"w14:val": "0"})
            for state, sign in (("checkedState", "2612"), ("uncheckedState", "2610")):
                add(box, f"w14:{state}", "", {"w14:val": sign, "w14:font": "MS Gothic"})
            run = add(add(control, "w:sdtContent"), "w:r")
            fonts = {f"w:{kind}": "MS Gothic" for kind in ("ascii", "eastAsia", "hAnsi")}
            add(add(run, "w:rPr"), "w:rFonts", "", {**fonts, "w:hint": "eastAsia"})
            add(run, "w:t", _BOX)
            add(add(paragraph, "w:r"), "w:tab")
            yield self.line(paragraph, item)

    @elements.register
    def _facts(self, block: b.Facts) -> Iterator[Element]:
        for label, line in block.pairs:
            paragraph = self.line(self.paragraph("Fact"), b.Run(label, strong=True))
            add(add(paragraph, "w:r"), "w:tab")
            yield self.line(paragraph, line)

    @elements.register
    def _table(self, block: b.Table) -> Iterator[Element]:
        if block.caption:
            yield self._caption("Table", _("Table"), block.caption)
        yield self._rows(block)
        self._follows_table = True

    @elements.register
    def _picture(self, block: b.Picture) -> Iterator[Element]:
        if block.caption:
            yield self._caption("Figure", _("Figure"), block.caption)
        inline = self._frame.picture(block.png, min(block.width_cm, self._frame.text_width), int(self._next()))
        inline.docPr.set("descr", legal(block.alt))
        paragraph = self.paragraph("Picture")
        add(add(paragraph, "w:r"), "w:drawing").append(fromstring(inline.xml))
        yield paragraph

    @elements.register
    def _index(self, block: b.Index) -> Iterator[Element]:
        for entry in block.entries:
            paragraph = self.line(self.paragraph("Index1"), [entry.name, " "])
            for number, place in enumerate(entry.places):
                self.line(paragraph, [", ", place] if number else [place])
                if block.pages and place.address.startswith("#"):
                    self.line(paragraph, " (")
                    _simple_field(paragraph, rf" PAGEREF {bookmark(place.address[1:])} \h ", "–")
                    self.line(paragraph, ")")
            yield paragraph

    @elements.register
    def _page_break(self, block: b.PageBreak) -> Iterator[Element]:
        self.begins_page = True
        yield from ()

    # Pieces ---------------------------------------------------------------------------------

    def paragraph(self, style: str, numbering: tuple[str, int] | None = None) -> Element:
        """Return an empty paragraph of a style, as an item of a numbered list if it is one: its id and depth."""
        paragraph = Element("w:p")
        about = add(paragraph, "w:pPr")
        add(about, "w:pStyle", "", {"w:val": style})
        if self.begins_page:
            add(about, "w:pageBreakBefore")
        if numbering:
            of_list = add(about, "w:numPr")
            add(of_list, "w:ilvl", "", {"w:val": str(numbering[1] - 1)})
            add(of_list, "w:numId", "", {"w:val": numbering[0]})
        if self._follows_table and not style.startswith(("Heading", "Caption")):
            add(about, "w:spacing", "", {"w:before": "160"})  # tables have no space below them that a style could tell
        self.begins_page = self._follows_table = False
        return paragraph

    def line(self, paragraph: Element, line: b.Line, language: str = "") -> Element:
        """Add a line to a paragraph, and return that."""
        for run in b.runs(line):
            into, leads = self._leading(paragraph, run.address)
            look = add(into, "w:r")
            _dress(add(look, "w:rPr"), run, leads, run.language or language)
            _say(look, run.text)
        return paragraph

    def _leading(self, paragraph: Element, address: str) -> tuple[Element, bool]:
        """Return what the runs that lead to an address stand in, and whether they lead anywhere."""
        if address.startswith("#"):
            return add(paragraph, "w:hyperlink", "", {"w:anchor": bookmark(address[1:]), "w:history": "1"}), True
        if whole := outside(address):
            return add(paragraph, "w:hyperlink", "", {"r:id": self._frame.link(whole), "w:history": "1"}), True
        return paragraph, False

    def _caption(self, sequence: str, label: str, text: str) -> Element:
        self._captions[sequence] += 1
        paragraph = self.line(self.paragraph("Caption"), f"{label} ")
        _simple_field(paragraph, rf" SEQ {sequence} \* ARABIC ", str(self._captions[sequence]))
        return self.line(paragraph, f". {text}")

    def _rows(self, block: b.Table) -> Element:
        table, widths = Element("w:tbl"), _widths(block, self._frame.text_width)
        about = add(table, "w:tblPr")
        add(about, "w:tblStyle", "", {"w:val": "Catalogue"})
        add(about, "w:tblW", "", {"w:w": str(sum(widths)), "w:type": "dxa"})
        add(about, "w:tblLayout", "", {"w:type": "fixed"})
        look = {"firstRow": "1", "lastRow": "0", "firstColumn": str(int(block.header_column)), "lastColumn": "0"}
        look |= {"noHBand": "1", "noVBand": "1"}
        add(about, "w:tblLook", "", {f"w:{name}": value for name, value in look.items()})
        if block.caption:
            add(about, "w:tblCaption", "", {"w:val": block.caption})
        grid = add(table, "w:tblGrid")
        for width in widths:
            add(grid, "w:gridCol", "", {"w:w": str(width)})
        is_upright = len(block.head) > _MANY
        self._head(table, block, widths, is_upright)
        for number, cells in enumerate(block.rows):
            keeps = number < _TOGETHER or number == len(block.rows) - 2  # no row stands alone on a page
            row = add(table, "w:tr")
            add(add(row, "w:trPr"), "w:cantSplit")
            for cell, width in zip(cells, widths, strict=True):
                self._cell(row, cell, width, is_upright, keeps=keeps and number < len(block.rows) - 1)
        return table

    def _head(self, table: Element, block: b.Table, widths: Iterable[int], is_upright: bool) -> None:
        """Add the row that is repeated on each page. Where there are many columns, their heads stand upright."""
        row = add(table, "w:tr")
        about = add(row, "w:trPr")
        add(about, "w:cantSplit")
        if is_upright:
            add(about, "w:trHeight", "", {"w:val": _HIGH, "w:hRule": "atLeast"})
        add(about, "w:tblHeader")
        for number, (cell, width) in enumerate(zip(block.head, widths, strict=True)):
            look = self._cell(row, cell, width, is_upright, keeps=True)
            if is_upright and number:
                add(look, "w:textDirection", "", {"w:val": "btLr"})
            add(look, "w:vAlign", "", {"w:val": "bottom"})

    def _cell(self, row: Element, cell: b.Line, width: int, is_upright: bool, *, keeps: bool) -> Element:
        """Add a cell, which may keep its row on the page of the next one, and return its properties.

        Below heads that stand upright, numbers stand in the middle.
        """
        into = add(row, "w:tc")
        about = add(into, "w:tcPr")
        add(about, "w:tcW", "", {"w:w": str(width), "w:type": "dxa"})
        style = "TableNumber" if is_upright and _NUMBER.fullmatch(b.text_of(cell)) else "TableText"
        paragraph = self.paragraph(style)
        if keeps:
            paragraph[0].insert(1, Element("w:keepNext"))
        into.append(self.line(paragraph, cell))
        return about

    def _next(self) -> str:
        self._count += 1
        return str(self._count)


def bookmark(anchor: str) -> str:
    """Return an anchor as Word takes it: 40 signs, none of them a hyphen."""
    return f"to_{anchor.replace('-', '_')}"[:40]


def _dress(about: Element, run: b.Run, leads: bool, language: str) -> None:
    """Say how a run looks, by a style if one is enough, and in which language it is, if not in that of the document."""
    styles = {"Hyperlink": leads, "Strong": run.strong, "Emphasis": run.emphasis}
    worn = [name for name, is_worn in styles.items() if is_worn]
    if worn:
        add(about, "w:rStyle", "", {"w:val": worn[0]})
    for name, tag in (("Strong", "w:b"), ("Emphasis", "w:i")):
        if name in worn[1:]:
            add(about, tag)
    if language:
        add(about, "w:lang", "", {"w:val": locale(language), "w:eastAsia": locale(language)})


def _say(run: Element, text: str) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            add(run, "w:br")
        if line:
            add(run, "w:t", line, {"xml:space": "preserve"})


def _simple_field(paragraph: Element, what: str, shown: str) -> None:
    """Add a field to a paragraph, with what it shows until it is worked out."""
    add(add(add(paragraph, "w:fldSimple", "", {"w:instr": what}), "w:r"), "w:t", shown)


def _widths(block: b.Table, text_width: float) -> list[int]:
    """Return how wide the columns are, in twentieths of a point: those that say more, wider, and no word is broken."""
    rows = [block.head, *block.rows] if len(block.head) <= _MANY else block.rows or [block.head]
    longest = [max(len(b.text_of(cell)) for cell in column) for column in zip(*rows, strict=True)]
    shares = [min(length, _WIDEST) + 6 for length in longest]
    words = [
        max(len(word) for cell in column for word in (b.text_of(cell).split() or [""]))
        for column in zip(*rows, strict=True)
    ]
    least, whole = [word * _LETTER + _PADDING for word in words], text_width * _TWIPS
    if sum(least) > whole:
        return [int(whole * share / sum(shares)) for share in shares]
    return [int(width + (whole - sum(least)) * share / sum(shares)) for width, share in zip(least, shares, strict=True)]
