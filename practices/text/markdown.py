"""Markdown that curators write, as HTML that is safe to show.

Most of it was never meant as Markdown: it comes from word processors and e-mails. So signs that mean something else
there are read as they were meant.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_HOST = re.compile(r"[^\W_][\w-]*(?:\.[^\W_][\w-]*)+(?:[/?#](?:[^\s<>«»“”\"]*[^\s<>«»“”\".,;:!?)\]’'])?)?")

_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
_PARSER.enable("linkify").disable(["image", "heading", "lheading", "code", "fence", "hr"])
_PARSER.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # 'countries.In' is no address
_PARSER.linkify.add("ftp:", None).add("//", None)
_PARSER.linkify.add(
    "www.",
    {
        "validate": lambda self, text, place: len(host[0]) if (host := _HOST.match(text, place)) else 0,
        "normalize": lambda self, match: setattr(match, "url", f"https://{match.url}"),
    },
)
_TAGS = {"p", "ul", "ol", "li", "em", "strong", "a", "blockquote", "br"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}

# What begins an item of a list in other programs.
_BULLET = re.compile(r"^([ \t]*)(?:[•‣◦▪●][ \t\u00a0\u202f]*|[·–—][ \t\u00a0\u202f]+)(?=\S)", re.MULTILINE)
# '2019. The ministry ...' begins a sentence. No list is that long.
_YEAR = re.compile(r"^([ \t]*(?:(?:[-*+>]|\d{1,3}[.)])[ \t]+)*\d{4,})(?=[.)](?:\s|$))", re.MULTILINE)
_TIMES = re.compile(r"(?<=[^\W_])\*(?=[^\W_])")  # 5*3*2


def to_html(text: str) -> SafeString:
    """Return paragraphs, lists, emphasis, quotations and links; everything else stays text.

    The parser takes no HTML; what it makes is cleaned once more, so that neither alone is trusted.
    """
    rendered = _PARSER.render(_as_meant(text))
    return mark_safe(nh3.clean(rendered, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}))


def links(text: str) -> set[str]:
    """Return the web addresses that a text links to, as they will stand in the page."""
    addresses = (str(token.attrGet("href")) for token in _inline(text) if token.type == "link_open")
    return {address for address in addresses if address.lower().startswith(("http:", "https:"))}


def to_text(text: str) -> str:
    """Return what a reader sees of it, as one line without any mark."""
    return " ".join(html.unescape(nh3.clean(_PARSER.render(_as_meant(text)), tags=set())).split())


def _as_meant(text: str) -> str:
    """Return text in which lists and years are written as Markdown would have them."""
    text = _BULLET.sub(r"\1- ", text)
    return _YEAR.sub(r"\1\\", text)


def _star_between_letters(state: StateInline, silent: bool) -> bool:
    if not _TIMES.match(state.src, state.pos):
        return False
    if not silent:
        state.pending += "*"
    state.pos += 1
    return True


_PARSER.inline.ruler.before("emphasis", "star_between_letters", _star_between_letters)


def _inline(text: str) -> Iterable[Token]:
    return (child for token in _PARSER.parse(_as_meant(text)) for child in token.children or ())
