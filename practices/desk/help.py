"""Help for curators: a page of Markdown for each subject, in each language, with pictures in `static/help/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

# In the order in which somebody new needs them.
PAGES = ("start", "enter", "review", "revise", "vocabularies", "exchange", "proposals")
FOLDER = Path(__file__).parent / "help_pages"
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def text_of(name: str, language: str) -> str:
    """Return a page's Markdown in a language, or in English if there is none."""
    file = FOLDER / language / f"{name}.md"
    return (file if file.exists() else FOLDER / "en" / file.name).read_text()


def title_of(text: str) -> str:
    """Return a page's title: its first line."""
    return text.partition("\n")[0].removeprefix("# ").strip()


def to_html(text: str) -> SafeString:
    """Return the page below its title. Pictures are named without a folder; each language has its own."""
    tokens = _PARSER.parse(text.partition("\n")[2])
    for token in (child for block in tokens for child in block.children or ()):
        if token.type == "image":
            token.attrSet("src", static(f"help/{get_language() or 'en'}/{token.attrGet('src')}"))
            token.attrSet("loading", "lazy")
    return mark_safe(str(_PARSER.renderer.render(tokens, _PARSER.options, {})))


def context_for(name: str) -> dict[str, Any]:
    """Return what the template needs to show a page of help and the list of all. Raise Http404 if there is none."""
    if name not in PAGES:
        raise Http404
    language = get_language() or "en"
    text = text_of(name, language)
    pages = [
        (title_of(text_of(page, language)), reverse("admin:help_page", args=[page]), page == name) for page in PAGES
    ]
    return {"title": title_of(text), "text": to_html(text), "pages": pages}
