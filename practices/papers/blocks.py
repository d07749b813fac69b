"""What a paper says, whatever file it is written into. Texts may hold anything: only in `Prose` is any of it markup.

blocks = [Heading("Kenya", anchor="kenya"), Paragraph(["As in ", Run("Kenya", address="#kenya"), "."])]
Paper("Lower fees", "en", blocks, timezone.localdate())
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal[1, 2, 3]
Style = Literal["body", "lead", "note", "citation"]


@dataclass(frozen=True)
class Run:
    """A piece of a line. Its address is one of the web, or `#` and the anchor of a heading. Languages are codes (`fr`);
    none is that of what it stands in.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    address: str = ""
    language: str = ""


Line = str | Run | Sequence[str | Run]


def runs(line: Line) -> list[Run]:
    """Return a line as its pieces."""
    pieces = [line] if isinstance(line, (str, Run)) else line
    return [piece if isinstance(piece, Run) else Run(piece) for piece in pieces]


def text_of(line: Line) -> str:
    """Return what a line says."""
    return "".join(run.text for run in runs(line))


@dataclass(frozen=True)
class Heading:
    """Levels go down one at a time from 1. An anchor (letters, digits, hyphens) is what links and indexes lead to."""

    text: str
    level: Level = 1
    anchor: str = ""
    language: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A lead says in a sentence what follows; a note is small; a citation is a reference to a document."""

    line: Line
    style: Style = "body"
    language: str = ""


@dataclass(frozen=True)
class Prose:
    """What a curator wrote, in Markdown: paragraphs, lists, quotations, emphasis, links."""

    markdown: str
    language: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: Sequence[Line]
    numbered: bool = False


@dataclass(frozen=True)
class Checklist:
    """A list with a box to tick before each item."""

    items: Sequence[Line]


@dataclass(frozen=True)
class Facts:
    """Pairs of a label, without a colon, and what is known of it."""

    pairs: Sequence[tuple[str, Line]]


@dataclass(frozen=True)
class Table:
    """Rows below a head, each as long as the head; the first column names the rows unless told otherwise."""

    caption: str
    head: Sequence[Line]
    rows: Sequence[Sequence[Line]]
    header_column: bool = True


@dataclass(frozen=True)
class Picture:
    """A picture, as wide as told, and what it shows for who can't see it."""

    png: bytes
    alt: str
    caption: str = ""
    width_cm: float = 16


@dataclass(frozen=True)
class Contents:
    """The headings down to a level, with links; with pages, Word asks its reader whether it may number them."""

    title: str
    down_to: Level = 2
    pages: bool = False


@dataclass(frozen=True)
class Entry:
    """A name in an index, and the headings that it stands under: runs with their anchors for addresses."""

    name: str
    places: Sequence[Run]


@dataclass(frozen=True)
class Index:
    """Names in order, each with its places, and on paper the page of each in brackets if that is wanted."""

    entries: Sequence[Entry]
    pages: bool = False


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a page of its own. Books for screens have pages of their own: chapters begin them."""


Block = Heading | Paragraph | Prose | Bullets | Checklist | Facts | Table | Picture | Contents | Index | PageBreak


@dataclass(frozen=True)
class Paper:
    """A document. Its blocks are read once, so they may be made while it is written."""

    title: str
    language: str
    blocks: Iterable[Block]
    day: datetime.date
    subtitle: str = ""
    author: str = ""
    description: str = ""
    keywords: Sequence[str] = ()
    address: str = ""  # where it is to be found
    licence: Run = Run("")  # its name, with its address
    footer: str = ""  # beside the number of each page
    is_tight: bool = False  # small and close, for a meeting, where each page counts
