"""Markdown that curators write, as HTML that is safe to show.

Most of it was never meant as Markdown: it comes from word processors and e-mails. So signs that mean something else
there are read as they were meant.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.linkify import linkify as address_in_line
from markdown_it.token import Token

from .lists import with_lists

_CLOSING = "»”’…。、，؛؟）"  # what closes a quotation or a sentence belongs to no address
_WWW = "//www."
# Each place where an address may begin is looked at, and each may go on to the end of the text: without bounds that
# takes the square of its length.
_LONGEST_ADDRESS = 2_000  # characters
_LONGEST_SCHEME = len("https") + 1  # with what stands before it
_TOO_LONG_A_HOST = re.compile(r"//[^\s/?#]{254}")  # DNS has 253


def _parser(preset: str) -> MarkdownIt:
    """Return a parser that takes bare web addresses for links."""
    parser = MarkdownIt(preset, {"html": False, "breaks": True, "linkify": True}).enable("linkify")
    parser.inline.ruler.at("linkify", _address)
    linkify: Any = parser.linkify
    linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # 'countries.In' is no address
    linkify.add("ftp:", None).add("//", None)
    linkify.add("http:", {"validate": _length}).add("https:", "http:")
    linkify.add(
        "www.",
        {
            "validate": lambda self, text, place: _length_of_www(self, text, place),
            "normalize": lambda self, match: setattr(match, "url", f"https://{match.url}"),
        },
    )
    return parser


def _length(linkify: Any, text: str, place: int) -> int:
    """Return how long the address is that begins with two slashes at a place, or 0 if there is none."""
    if _TOO_LONG_A_HOST.match(text, place):
        return 0
    near = text[place : place + _LONGEST_ADDRESS]
    return len(near[: linkify._validate_http(near, 0)].rstrip(_CLOSING))


def _length_of_www(linkify: Any, text: str, place: int) -> int:
    """Return how much of an address without a scheme follows a `www.`."""
    near = text[place : place + _LONGEST_ADDRESS]
    return max(0, _length(linkify, f"{_WWW}{near}", 0) - len(_WWW))


def _address(state: StateInline, silent: bool) -> bool:
    """Take an address in a line for a link, as markdown-it does, but look for its scheme near by, rather than in all
    that stands before it.
    """
    pending, place = state.pending, state.pos
    state.pending = pending[-_LONGEST_SCHEME:]
    is_one = address_in_line(state, silent=True)
    state.pending = pending
    if is_one and not silent:
        state.pos = place
        return address_in_line(state, silent=False)
    return is_one


_PARSER = _parser("commonmark").disable(["image", "heading", "lheading", "code", "fence", "hr"])
_LINES = _parser("zero")  # of what is no Markdown
_TAGS = {"p", "ul", "ol", "li", "em", "strong", "a", "blockquote", "br"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_BLOCK = re.compile(r"<(/?)(?:p|ul|ol|blockquote)\b")
_FIRST_PART, _SECOND_PART = 400, 200  # characters at the least, where a text is shown in two parts

# '2019. The ministry ...' begins a sentence. No list is that long.
_YEAR = re.compile(r"^([ \t]*(?:(?:[-*+>]|\d{1,3}[.)])[ \t]+)*\d{4,})(?=[.)](?:\s|$))", re.MULTILINE)
_TIMES = re.compile(r"(?<=[^\W_])\*(?=[^\W_])")  # 5*3*2


def to_html(text: str) -> SafeString:
    """Return paragraphs, lists, emphasis, quotations and links; everything else stays text.

    The parser takes no HTML; what it makes is cleaned once more, so that neither alone is trusted.
    """
    rendered = _PARSER.render(_as_meant(text))
    return mark_safe(nh3.clean(rendered, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}))


def in_two(shown: str) -> tuple[SafeString, SafeString]:
    """Part what `to_html` returns between two paragraphs or lists, as soon as the first part is of some length.

    The second part is empty where too little would stand in it.
    """
    depth = 0
    for tag in _BLOCK.finditer(shown):
        depth += -1 if tag[1] else 1
        if depth == 0 and tag.end() >= _FIRST_PART and len(shown) - tag.end() >= _SECOND_PART:
            return mark_safe(shown[: tag.end()]), mark_safe(shown[tag.end() :])
    return mark_safe(shown), mark_safe("")


def links(text: str) -> set[str]:
    """Return the web addresses that a text links to, as they will stand in the page."""
    return _addresses(_inline(text))


def line_to_html(text: str) -> SafeString:
    """Return what is no Markdown as it is written, but for its bare web addresses, which are links."""
    return mark_safe(nh3.clean(_LINES.renderInline(text), tags={"a"}, url_schemes={"http", "https", "mailto"}))


def line_links(text: str) -> set[str]:
    """Return the web addresses that what is no Markdown links to."""
    return _addresses(child for token in _LINES.parseInline(text) for child in token.children or ())


def to_text(text: str) -> str:
    """Return what a reader sees of it, as one line without any mark."""
    return " ".join(html.unescape(nh3.clean(_PARSER.render(_as_meant(text)), tags=set())).split())


def _as_meant(text: str) -> str:
    """Return text in which lists and years are written as Markdown would have them."""
    return _YEAR.sub(r"\1\\", with_lists(text))


def _star_between_letters(state: StateInline, silent: bool) -> bool:
    if not _TIMES.match(state.src, state.pos):
        return False
    if not silent:
        state.pending += "*"
    state.pos += 1
    return True


_PARSER.inline.ruler.before("emphasis", "star_between_letters", _star_between_letters)


def _addresses(tokens: Iterable[Token]) -> set[str]:
    addresses = (str(token.attrGet("href")) for token in tokens if token.type == "link_open")
    return {address for address in addresses if address.lower().startswith(("http:", "https:"))}


def _inline(text: str) -> Iterable[Token]:
    return (child for token in _PARSER.parse(_as_meant(text)) for child in token.children or ())
