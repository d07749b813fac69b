"""Markdown that curators write, as HTML that is safe to show."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading", "code", "fence", "hr"])
_TAGS = {"p", "ul", "ol", "li", "em", "strong", "a", "blockquote", "br"}


def to_html(text: str) -> SafeString:
    """Return paragraphs, lists, emphasis, quotations and links; everything else stays text.

    The parser takes no HTML; what it makes is cleaned once more, so that neither alone is trusted.
    """
    html = _PARSER.render(text)
    return mark_safe(nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}))
