"""Writing Atom (RFC 4287). Knows nothing of practices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

CONTENT_TYPE = "application/atom+xml"
_NAMESPACES = {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:at": "http://purl.org/atompub/tombstones/1.0"}
# What XML 1.0 can't hold, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
    language: str  # of title, summary and content
    summary: str = ""  # plain text
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


def write(feed: Feed) -> bytes:
    """Return a feed as XML in UTF-8."""
    root = ET.Element("feed", {**_NAMESPACES, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _time(feed.updated))
    _add(_add(root, "author"), "name", feed.author)
    _add(root, "generator", feed.generator, uri=feed.site)
    _add(root, "rights", feed.rights)
    _add_links(root, [*feed.links, Link("license", feed.licence)])
    for item in feed.items:
        if isinstance(item, Deleted):
            _add(root, "at:deleted-entry", ref=item.id, when=_time(item.at))
        else:
            _add_item(root, item, feed)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add_item(root: ET.Element, item: Item, feed: Feed) -> None:
    entry = _add(root, "entry")
    # Not of the entry as a whole: the labels of categories are in the feed's language.
    language = {"xml:lang": item.language} if item.language != feed.language else {}
    _add(entry, "id", item.id)
    _add(entry, "title", item.title, **language)
    _add(entry, "published", _time(item.published))
    _add(entry, "updated", _time(item.updated))
    if item.summary:
        _add(entry, "summary", item.summary, **language)
    if item.content:
        _add(entry, "content", item.content, type="html", **language)
    for category in item.categories:
        _add(entry, "category", scheme=category.scheme, term=category.term, label=category.label)
    _add(entry, "rights", feed.rights)
    _add_links(entry, [*item.links, Link("license", feed.licence)])


def _add_links(element: ET.Element, links: Iterable[Link]) -> None:
    for link in links:
        given = {"rel": link.rel, "type": link.type, "title": link.title, "href": link.href}
        _add(element, "link", **{name: value for name, value in given.items() if value})


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, {key: _legal(value) for key, value in attributes.items()})
    element.text = _legal(text) or None
    return element


def _legal(text: str) -> str:
    """Return the text without what would make the feed unreadable."""
    return _ILLEGAL.sub("", text)


def _time(moment: datetime) -> str:
    """Return a moment as RFC 3339 writes it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
