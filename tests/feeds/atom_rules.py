"""The rules of Atom (RFC 4287, with RFC 4946, 5005 and 6721) and of the W3C's feed validator, as far as they apply.

`broken(xml)` names the rules that a feed breaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit

from lxml import etree

ATOM, TOMBSTONES = "http://www.w3.org/2005/Atom", "http://purl.org/atompub/tombstones/1.0"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TEXTS = {"title", "subtitle", "summary", "rights", "content"}
_ONCE_IN_FEED = {"id", "title", "updated", "subtitle", "rights", "generator", "icon", "logo"}
_ONCE_IN_ENTRY = {"id", "title", "updated", "published", "summary", "content", "rights"}
_CHILDREN = {
    "feed": {*_ONCE_IN_FEED, "author", "contributor", "category", "link", "entry"},
    "entry": {*_ONCE_IN_ENTRY, "author", "contributor", "category", "link", "source"},
    "author": {"name", "uri", "email"},
}
_ATTRIBUTES = {
    "feed": {LANGUAGE},
    "link": {"href", "rel", "type", "hreflang", "title", "length"},
    "category": {"term", "scheme", "label"},
    "generator": {"uri", "version"},
    **{name: {"type", LANGUAGE} for name in _TEXTS},
}
_RELS = {
    *("alternate", "self", "related", "enclosure", "via", "license"),
    *("first", "previous", "next", "last", "version-history"),  # RFC 5005, 5829
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")
_HARMLESS = {"p", "ul", "li", "h3", "a", "br", "del", "ins"}

Element = etree._Element
Rule = Callable[[Element], bool]


def broken(xml: bytes) -> list[str]:
    """Return the names of the rules that a feed breaks. Raise XMLSyntaxError if it is no XML."""
    feed = etree.fromstring(xml, etree.XMLParser(resolve_entities=False))
    if feed.tag != _a("feed"):
        return ["the root is a feed"]
    return [name for name, holds in RULES.items() if not holds(feed)]


def _a(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _atom(feed: Element) -> Iterator[tuple[str, Element]]:
    """Every element of Atom with its name."""
    for element in feed.iter(f"{{{ATOM}}}*"):
        yield etree.QName(element).localname, element


def _entries(feed: Element) -> list[Element]:
    return feed.findall(_a("entry"))


def _links(element: Element, rel: str) -> list[str]:
    return [link.get("href", "") for link in element.findall(_a("link")) if link.get("rel", "alternate") == rel]


def _counts(element: Element, name: str) -> int:
    return len(element.findall(_a(name)))


def _is_absolute(address: str) -> bool:
    parts = urlsplit(address)
    is_plain = address.isascii() and not re.search(r"[\s<>\"{}|\\^`]", address)
    return is_plain and parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_id(text: str) -> bool:
    return bool(_TAG_URI.fullmatch(text)) or _is_absolute(text)


def _is_time(text: str) -> bool:
    return bool(_TIME.fullmatch(text)) and datetime.fromisoformat(text).utcoffset() is not None


def _texts(feed: Element, *names: str) -> list[str]:
    return [element.text or "" for name, element in _atom(feed) if name in names]


class _Html(HTMLParser):
    """Finds what is unsafe or unbalanced in a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.is_fine, self._open = True, list[str]()
        self.feed(text)
        self.close()
        self.is_fine = self.is_fine and not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        links = [value or "" for name, value in attrs if name == "href"]
        if tag not in _HARMLESS or {name for name, _value in attrs} - {"href", "lang"}:
            self.is_fine = False
        self.is_fine = self.is_fine and all(_is_absolute(link) for link in links)
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.is_fine = False


def _pairs_are_unique(element: Element) -> bool:
    kinds = [
        (link.get("type"), link.get("hreflang"))
        for link in element.findall(_a("link"))
        if link.get("rel", "alternate") == "alternate"
    ]
    return len(kinds) == len(set(kinds))


RULES: dict[str, Rule] = {
    "a feed has one id, title and updated": lambda feed: all(
        _counts(feed, name) == 1 for name in ("id", "title", "updated")
    ),
    "nothing stands twice in a feed that may stand once": lambda feed: all(
        _counts(feed, name) <= 1 for name in _ONCE_IN_FEED
    ),
    "an entry has one id, title and updated": lambda feed: all(
        _counts(entry, name) == 1 for entry in _entries(feed) for name in ("id", "title", "updated")
    ),
    "nothing stands twice in an entry that may stand once": lambda feed: all(
        _counts(entry, name) <= 1 for entry in _entries(feed) for name in _ONCE_IN_ENTRY
    ),
    "elements stand only where they may": lambda feed: all(
        etree.QName(child).namespace != ATOM or etree.QName(child).localname in _CHILDREN.get(name, set())
        for name, element in _atom(feed)
        for child in element
    ),
    "attributes are known": lambda feed: all(
        set(element.attrib) <= _ATTRIBUTES.get(name, set()) for name, element in _atom(feed)
    ),
    "the feed says who its author is": lambda feed: (
        all((author.findtext(_a("name")) or "").strip() for author in feed.findall(_a("author")))
        and _counts(feed, "author") == 1
    ),
    "one link leads to the feed itself": lambda feed: len(_links(feed, "self")) == 1,
    "a feed links to a page": lambda feed: len(_links(feed, "alternate")) >= 1,
    "an entry without content links to a page": lambda feed: all(
        _counts(entry, "content") or _links(entry, "alternate") for entry in _entries(feed)
    ),
    "no two alternates are of one type and language": lambda feed: all(
        _pairs_are_unique(element) for element in [feed, *_entries(feed)]
    ),
    "relations are registered": lambda feed: all(
        element.get("rel") in _RELS for name, element in _atom(feed) if name == "link"
    ),
    "addresses are absolute": lambda feed: (
        all(_is_absolute(element.get("href", "")) for name, element in _atom(feed) if name == "link")
        and all(_is_absolute(element.get("uri", "")) for name, element in _atom(feed) if name == "generator")
    ),
    "types are media types": lambda feed: all(
        _MEDIA_TYPE.fullmatch(element.get("type", "text/html")) for name, element in _atom(feed) if name == "link"
    ),
    "ids are identifiers": lambda feed: all(_is_id(text) for text in _texts(feed, "id")),
    "ids are unique": lambda feed: (
        len(ids := _texts(feed, "id") + [gone.get("ref", "") for gone in feed.iter(f"{{{TOMBSTONES}}}deleted-entry")])
        == len(set(ids))
    ),
    "dates are RFC 3339": lambda feed: all(_is_time(text) for text in _texts(feed, "updated", "published")),
    "nothing is published after it was updated": lambda feed: all(
        (entry.findtext(_a("published")) or "") <= (entry.findtext(_a("updated")) or "") for entry in _entries(feed)
    ),
    "nothing in a feed is newer than the feed": lambda feed: all(
        text <= (feed.findtext(_a("updated")) or "") for text in _texts(feed, "updated", "published")
    ),
    "entries stand newest first": lambda feed: (
        (times := [entry.findtext(_a("updated")) or "" for entry in _entries(feed)]) == sorted(times, reverse=True)
    ),
    "titles and names say something": lambda feed: all(text.strip() for text in _texts(feed, "title", "name")),
    "a plain text holds no markup": lambda feed: (
        not any(
            re.search(r"</?[a-z]+[ >]|&[a-z#0-9]+;", element.text or "")
            for name, element in _atom(feed)
            if name in _TEXTS and element.get("type", "text") == "text"
        )
    ),
    "HTML is balanced and harmless": lambda feed: all(
        _Html(element.text or "").is_fine for _name, element in _atom(feed) if element.get("type") == "html"
    ),
    "categories have a term, a scheme and a label": lambda feed: all(
        element.get("term") and element.get("label") and _is_id(element.get("scheme", ""))
        for name, element in _atom(feed)
        if name == "category"
    ),
    "no category stands twice": lambda feed: all(
        len(terms := [(one.get("scheme"), one.get("term")) for one in entry.findall(_a("category"))]) == len(set(terms))
        for entry in _entries(feed)
    ),
    "the language is said": lambda feed: bool(re.fullmatch("[a-z]{2}", feed.get(LANGUAGE, ""))),
    "the licence is linked and named": lambda feed: all(
        len(_links(element, "license")) == 1 and element.findtext(_a("rights")) for element in [feed, *_entries(feed)]
    ),
    "tombstones name what is gone, and when": lambda feed: all(
        _is_id(gone.get("ref", "")) and _is_time(gone.get("when", ""))
        for gone in feed.iter(f"{{{TOMBSTONES}}}deleted-entry")
    ),
}
