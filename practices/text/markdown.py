"""Markdown that curators write, as HTML that is safe to show."""

import html

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading", "code", "fence", "hr"])
_TAGS = {"p", "ul", "ol", "li", "em", "strong", "a", "blockquote", "br"}


def to_html(text: str) -> SafeString:
    """Return paragraphs, lists, emphasis, quotations and links; everything else stays text.

    The parser takes no HTML; what it makes is cleaned once more, so that neither alone is trusted.
    """
    rendered = _PARSER.render(text)
    return mark_safe(
        nh3.clean(rendered, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    )


def links(text: str) -> set[str]:
    """Return the web addresses that a text links to, as they will stand in the page."""
    tokens = (child for token in _PARSER.parse(text) for child in token.children or ())
    addresses = (str(token.attrGet("href")) for token in tokens if token.type == "link_open")
    return {address for address in addresses if address.lower().startswith(("http:", "https:"))}


def to_text(text: str) -> str:
    """Return what a reader sees of it, as one line without any mark."""
    return " ".join(html.unescape(nh3.clean(_PARSER.render(text), tags=set())).split())
