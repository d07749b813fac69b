"""What curators wrote, taken apart: Markdown as a tree of a few elements, or as lines of which each is a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import chain
from xml.etree.ElementTree import Element, TreeBuilder

from practices.text.markdown import to_html
from practices.text.xml import legal

from .addresses import outside
from .blocks import Run

_BLOCKS = {"p", "ul", "ol", "li", "blockquote"}
_PLAIN = Run("")
_SPACES = re.compile(r"[ \t\n\r\f]+")


def tree(markdown: str) -> Element:
    """Return a `div` of what `to_html` leaves. Links lead to whole addresses of the web; of others the text is left."""
    return _tree(to_html(markdown))


def line_of_html(html: str) -> list[Run]:
    """Return what HTML of ours says in one line, with its emphasis and links."""
    (piece,) = _ended(_inline(_tree(html.strip()), _PLAIN), Piece([]))
    return piece.line


def _tree(html: str) -> Element:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root()


class _Reader(HTMLParser):
    """Makes a tree of HTML that is well formed but for its breaks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._builder = TreeBuilder()
        self._builder.start("div", {})

    def root(self) -> Element:
        self._builder.end("div")
        return self._builder.close()

    def handle_data(self, data: str) -> None:
        self._builder.data(legal(_SPACES.sub(" ", data)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs if name in {"href", "start"}}
        if tag == "a":
            address = outside(given.get("href", ""))
            tag, given = ("a", {"href": address}) if address else ("span", {})
        self._builder.start(tag, given)
        if tag == "br":
            self._builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "br":
            self._builder.end(tag)  # which of them, it knows itself


@dataclass(frozen=True, eq=False)
class Listing:
    """A list: two that look the same are two."""

    numbered: bool
    start: int


@dataclass(frozen=True)
class Piece:
    """A paragraph, and how it stands: in a quotation, in an item of lists within each other, as an item's first one.

    A line feed in its runs is a new line.
    """

    line: list[Run]
    lists: tuple[Listing, ...] = ()
    is_first: bool = False
    is_quoted: bool = False


def pieces(markdown: str) -> Iterator[Piece]:
    """Yield the paragraphs of what a curator wrote."""
    return _flow(tree(markdown), Piece([]))


def _flow(parent: Element, place: Piece) -> Iterator[Piece]:
    """Yield the paragraphs within an element, each with the place that it stands in."""
    line = _text(parent.text)
    for child in parent:
        if child.tag in _BLOCKS:
            yield from _ended(line, place)
            yield from _inside(child, place)
            line = []
        else:
            line += _inline(child, _PLAIN)
        line += _text(child.tail)
    yield from _ended(line, place)


def _inside(block: Element, place: Piece) -> Iterator[Piece]:
    if block.tag in {"ul", "ol"}:
        start = block.get("start", "1")
        listing = Listing(block.tag == "ol", int(start) if start.isdigit() else 1)
        within = replace(place, lists=(*place.lists, listing))
        yield from chain.from_iterable(_item(item, within) for item in block)
    else:
        yield from _flow(block, replace(place, is_quoted=True) if block.tag == "blockquote" else place)


def _item(item: Element, place: Piece) -> Iterator[Piece]:
    for number, piece in enumerate(_flow(item, place)):
        yield replace(piece, is_first=True) if number == 0 else piece


def _ended(line: list[Run], place: Piece) -> Iterator[Piece]:
    """Yield the line as a paragraph, if it says anything. No line of it begins with a space."""
    if any(run.text.strip() for run in line):
        before = ["\n", *(run.text for run in line)]
        lines = [
            replace(run, text=run.text.lstrip(" ")) if last == "\n" else run
            for run, last in zip(line, before, strict=False)
        ]
        yield replace(place, line=lines)


def _inline(element: Element, look: Run) -> list[Run]:
    """Return what an element within a line says, with the looks of all that it stands in."""
    if element.tag == "br":
        return [Run("\n")]
    if element.tag == "strong":
        look = replace(look, strong=True)
    elif element.tag == "em":
        look = replace(look, emphasis=True)
    elif element.tag == "a":
        look = replace(look, address=element.get("href", ""))
    found = _text(element.text, look)
    for child in element:
        found += _inline(child, look) + _text(child.tail, look)
    return found


def _text(text: str | None, look: Run = _PLAIN) -> list[Run]:
    return [replace(look, text=text)] if text else []
