"""Writing RSS 2.0, for programs that know no Atom. Knows nothing of practices.

https://www.rssboard.org/rss-specification. Its items have one date: here that of the last change, by which readers
put them in order. It has no tombstones: what was deleted is an item that says so, under its identifier.
"""

from __future__ import annotations

from email.utils import format_datetime
from xml.etree.ElementTree import Element

from django.utils.html import escape
from django.utils.translation import gettext as _

from practices.text.xml import add, written

from .values import Deleted, Feed, Item, Link

CONTENT_TYPE = "application/rss+xml"
_NAMESPACES = {
    "version": "2.0",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


def write(feed: Feed) -> bytes:
    """Return a feed as XML in UTF-8."""
    root = Element("rss", _NAMESPACES)
    channel = add(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", _page(feed.links))
    add(channel, "description", feed.subtitle)
    add(channel, "language", feed.language)
    add(channel, "copyright", feed.rights)
    add(channel, "lastBuildDate", format_datetime(feed.updated))
    add(channel, "generator", feed.generator)
    add(channel, "dc:publisher", feed.author)
    for link in [*feed.links, Link("license", feed.licence)]:
        if link.href != _page(feed.links):
            given = {"rel": link.rel, "type": link.type, "href": link.href}
            add(channel, "atom:link", attributes={name: value for name, value in given.items() if value})
    for item in feed.items:
        if isinstance(item, Deleted):
            _add_deleted(channel, item)
        else:
            _add_item(channel, item)
    return written(root)


def _add_item(channel: Element, item: Item) -> None:
    entry = add(channel, "item")
    add(entry, "title", item.title)
    add(entry, "link", _page(item.links))
    # A description is HTML, so a plain text is escaped once more.
    add(entry, "description", escape(item.summary) or item.content)
    if item.summary and item.content:
        add(entry, "content:encoded", item.content)
    for category in item.categories:
        add(entry, "category", category.label, {"domain": category.scheme})
    _identify(entry, item.id, format_datetime(item.updated))
    add(entry, "dc:language", item.language)


def _add_deleted(channel: Element, item: Deleted) -> None:
    entry = add(channel, "item")
    add(entry, "title", _("Practice deleted"))
    add(entry, "description", _("This practice is no longer in the catalogue."))
    _identify(entry, item.id, format_datetime(item.at))


def _identify(entry: Element, name: str, date: str) -> None:
    add(entry, "guid", name, {"isPermaLink": "false"})
    add(entry, "pubDate", date)


def _page(links: list[Link]) -> str:
    return next(link.href for link in links if link.rel == "alternate")
