"""Writing Atom (RFC 4287). Knows nothing of practices."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from practices.text.xml import add, utc, written

from .values import Deleted, Feed, Item, Link

CONTENT_TYPE = "application/atom+xml"
_NAMESPACES = {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:at": "http://purl.org/atompub/tombstones/1.0"}


def write(feed: Feed) -> bytes:
    """Return a feed as XML in UTF-8."""
    root = Element("feed", {**_NAMESPACES, "xml:lang": feed.language})
    add(root, "id", feed.id)
    add(root, "title", feed.title)
    add(root, "subtitle", feed.subtitle)
    add(root, "updated", utc(feed.updated))
    add(add(root, "author"), "name", feed.author)
    add(root, "generator", feed.generator, {"uri": feed.site})
    add(root, "rights", feed.rights)
    _add_links(root, [*feed.links, Link("license", feed.licence)])
    for item in feed.items:
        if isinstance(item, Deleted):
            add(root, "at:deleted-entry", attributes={"ref": item.id, "when": utc(item.at)})
        else:
            _add_item(root, item, feed)
    return written(root)


def _add_item(root: Element, item: Item, feed: Feed) -> None:
    entry = add(root, "entry")
    # Not of the entry as a whole: the labels of categories are in the feed's language.
    language, of_summary = (
        {"xml:lang": code} if code != feed.language else {}
        for code in (item.language, item.summary_language or item.language)
    )
    add(entry, "id", item.id)
    add(entry, "title", item.title, language)
    add(entry, "published", utc(item.published))
    add(entry, "updated", utc(item.updated))
    if item.summary:
        add(entry, "summary", item.summary, of_summary)
    if item.content:
        add(entry, "content", item.content, {"type": "html", **language})
    for category in item.categories:
        add(entry, "category", attributes={"scheme": category.scheme, "term": category.term, "label": category.label})
    add(entry, "rights", feed.rights)
    _add_links(entry, [*item.links, Link("license", feed.licence)])


def _add_links(element: Element, links: Iterable[Link]) -> None:
    for link in links:
        given = {"rel": link.rel, "type": link.type, "title": link.title, "href": link.href}
        add(element, "link", attributes={name: value for name, value in given.items() if value})
