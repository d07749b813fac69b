"""Help for curators: a page of Markdown for each subject, in each language, with pictures in `static/help/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import path, reverse
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


class HelpSite(AdminSite):
    """Mixin for the site of the admin: its help."""

    def get_urls(self) -> list[Any]:
        return [
            path("help/", self.admin_view(self.help_view), name="help"),
            path("help/<slug:name>/", self.admin_view(self.help_view), name="help_page"),
            *super().get_urls(),
        ]

    def help_view(self, request: HttpRequest, name: str = PAGES[0]) -> HttpResponse:
        """One page of help, with the list of all of them."""
        if name not in PAGES:
            raise Http404
        language = get_language() or "en"
        text = text_of(name, language)
        context = {
            **self.each_context(request),
            "title": title_of(text),
            "text": to_html(text),
            "pages": [
                (title_of(text_of(page, language)), reverse("admin:help_page", args=[page]), page == name)
                for page in PAGES
            ],
        }
        return TemplateResponse(request, "admin/help.html", context)
