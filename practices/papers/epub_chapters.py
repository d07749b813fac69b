"""Blocks as the documents of a book: XHTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from practices.text.xml import add, legal, written

from . import blocks as b
from .addresses import outside
from .prose import tree

_BOX = "\N{BALLOT BOX} "
_NAMES = {"xmlns": "http://www.w3.org/1999/xhtml", "xmlns:epub": "http://www.idpf.org/2007/ops"}


@dataclass
class Chapter:
    """What stands in one document of the book."""

    name: str
    title: str
    headings: list[tuple[b.Heading, str]] = field(default_factory=list)  # each with its anchor
    content: bytes = b""


def page(language: str, title: str) -> tuple[Element, Element]:
    """Return a document, and what its content goes into."""
    root = Element("html", {**_NAMES, **_in(language)})
    head = add(root, "head")
    add(head, "title", title)
    add(head, "link", "", {"rel": "stylesheet", "type": "text/css", "href": "style.css"})
    return root, add(root, "body")


class Writer:
    """Writes blocks, one after the other, into chapters. Links to anchors are those of one long page."""

    def __init__(self, paper: b.Paper) -> None:
        self._language = paper.language
        self._captions = {"table": 0, "figure": 0}
        self._headings = 0
        self.chapters: list[Chapter] = []
        self.pictures: dict[str, bytes] = {}
        self.contents: b.Contents | None = None
        self.has_index = False
        self._begin(paper.title)
        add(self._into, "h1", paper.title, {"class": "title"})
        if paper.subtitle:
            add(self._into, "p", paper.subtitle, {"class": "subtitle"})

    def _begin(self, title: str) -> None:
        self.end()
        self.chapters.append(Chapter(f"chapter-{len(self.chapters) + 1:03}.xhtml", title))
        self._root, self._into = page(self._language, title)

    def end(self) -> None:
        """End the chapter that is being written."""
        if self.chapters:
            self.chapters[-1].content = written(self._root)

    @singledispatchmethod
    def write(self, block: b.Block) -> None:
        """Write one more block."""
        raise TypeError(block)

    @write.register
    def _heading(self, block: b.Heading) -> None:
        if block.level == 1:
            self._begin(block.text)
        self._headings += 1
        anchor = block.anchor or f"heading-{self._headings}"
        add(self._into, f"h{block.level}", block.text, {"id": anchor, **_in(block.language)})
        self.chapters[-1].headings.append((block, anchor))

    @write.register
    def _paragraph(self, block: b.Paragraph) -> None:
        look = {} if block.style == "body" else {"class": block.style}
        _line(add(self._into, "p", "", look | _in(block.language)), block.line)

    @write.register
    def _prose(self, block: b.Prose) -> None:
        prose = tree(block.markdown)
        for name, value in _in(block.language).items():
            prose.set(name, value)
        self._into.append(prose)

    @write.register
    def _bullets(self, block: b.Bullets) -> None:
        self._items("ol" if block.numbered else "ul", block.items)

    @write.register
    def _checklist(self, block: b.Checklist) -> None:
        self._items("ul", [[_BOX, *b.runs(item)] for item in block.items], {"class": "checklist"})

    def _items(self, tag: str, items: Sequence[b.Line], look: dict[str, str] | None = None) -> None:
        if items:
            listed = add(self._into, tag, "", look)
            for item in items:
                _line(add(listed, "li"), item)

    @write.register
    def _facts(self, block: b.Facts) -> None:
        if block.pairs:
            listed = add(self._into, "dl")
            for label, line in block.pairs:
                add(listed, "dt", label)
                _line(add(listed, "dd"), line)

    @write.register
    def _table(self, block: b.Table) -> None:
        table = add(add(self._into, "div", "", {"class": "wide"}), "table")
        if block.caption:
            add(table, "caption", self._numbered("table", _("Table"), block.caption))
        row = add(add(table, "thead"), "tr")
        for cell in block.head:
            _line(add(row, "th", "", {"scope": "col"}), cell)
        rows = add(table, "tbody")
        for cells in block.rows:
            row = add(rows, "tr")
            for number, cell in enumerate(cells):
                is_head = block.header_column and number == 0
                _line(add(row, "th", "", {"scope": "row"}) if is_head else add(row, "td"), cell)

    @write.register
    def _picture(self, block: b.Picture) -> None:
        name = f"picture-{len(self.pictures) + 1:03}.png"
        self.pictures[name] = block.png
        figure = add(self._into, "figure")
        if block.caption:
            add(figure, "figcaption", self._numbered("figure", _("Figure"), block.caption))
        add(figure, "img", "", {"src": name, "alt": block.alt})

    def _numbered(self, sequence: str, label: str, caption: str) -> str:
        self._captions[sequence] += 1
        return f"{label} {self._captions[sequence]}. {caption}"

    @write.register
    def _contents(self, block: b.Contents) -> None:
        self.contents = block  # they have a document of their own

    @write.register
    def _index(self, block: b.Index) -> None:
        self.has_index = True
        if block.entries:
            listed = add(self._into, "ul", "", {"class": "index"})
            for entry in block.entries:
                places = [run for place in entry.places for run in (", ", place)][1:]
                _line(add(listed, "li"), [f"{entry.name} ", *places])

    @write.register
    def _page_break(self, block: b.PageBreak) -> None:
        """Do nothing: chapters begin pages."""


def _line(into: Element, line: b.Line) -> None:
    """Add a line to an element."""
    for run in b.runs(line):
        place = into
        if address := run.address if run.address.startswith("#") else outside(run.address):
            place = add(place, "a", "", {"href": address})
        for tag in (["strong"] if run.strong else []) + (["em"] if run.emphasis else []):
            place = add(place, tag)
        if run.language:
            place = add(place, "span", "", _in(run.language))
        _say(place, run.text)


def _say(into: Element, text: str) -> None:
    """Add a text behind what there is, with its line feeds as breaks."""
    for number, line in enumerate(legal(text).split("\n")):
        if number:
            add(into, "br")
        if len(into):
            into[-1].tail = (into[-1].tail or "") + line
        else:
            into.text = (into.text or "") + line


def _in(language: str) -> dict[str, str]:
    """Return the attributes that tell a language, if one is told."""
    return {"lang": language, "xml:lang": language} if language else {}
