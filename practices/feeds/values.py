"""What a feed says, whatever it is written in. Knows nothing of practices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Link:
    """A link of a feed or an entry."""

    rel: str
    href: str
    type: str = ""
    title: str = ""


@dataclass(frozen=True)
class Category:
    """A term that an entry belongs to."""

    scheme: str
    term: str
    label: str


@dataclass(frozen=True)
class Item:
    """One entry."""

    id: str
    title: str
    published: datetime
    updated: datetime
    language: str  # of title and content
    summary: str = ""  # plain text
    summary_language: str = ""  # where it is not that of the title
    content: str = ""  # HTML
    links: list[Link] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)


@dataclass(frozen=True)
class Deleted:
    """An entry of which nothing is left but that it was there (RFC 6721)."""

    id: str
    at: datetime


@dataclass(frozen=True)
class Feed:
    """A feed, or one page of it."""

    id: str
    title: str
    subtitle: str
    language: str
    updated: datetime
    author: str
    generator: str
    site: str  # the address of what generates it
    rights: str
    licence: str  # an address
    links: list[Link]
    items: Sequence[Item | Deleted]
