"""How an answer gives texts: in one language or in all (`lang=*`), as Markdown or as HTML (`texts=html`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpResponse
from django.utils.translation import override
from ninja import Field
from pydantic import RootModel

from practices.text import markdown

from .language import LANGUAGES, InLanguage, without_default

ALL = "*"


class InEachLanguage(RootModel[dict[str, str]]):
    """A text by language (`lang=*`). A language in which it is not written is left out."""


Text = str | InEachLanguage


class TextParameters(InLanguage):
    """In which language, or all, and in which form texts are given."""

    lang: Literal[*LANGUAGES, "*"] = Field(  # type: ignore[valid-type]
        None,
        description="Language of names and texts. Without it, the header Accept-Language decides, else English. A text "
        "that is not translated comes in English. `*`: all languages, each text as an object by language.",
        json_schema_extra=without_default,
    )
    texts: Literal["markdown", "html"] = Field(
        "markdown", description="The form of the sections: `markdown`, as they were written, or `html`, safe to show"
    )


@dataclass(frozen=True)
class Texts:
    """How one answer gives its texts."""

    in_all_languages: bool = False
    as_html: bool = False

    @classmethod
    def asked(cls, asked: Any, response: HttpResponse) -> Texts:
        """Return what parameters ask for, and let the response say in which languages it is."""
        texts = cls(asked.lang == ALL, asked.texts == "html")
        if texts.in_all_languages:
            response["Content-Language"] = ", ".join(LANGUAGES)
        return texts

    def of(self, thing: Any, name: str) -> Any:
        """Return a translated text of a row: in the reader's language, or in each in which it is written."""
        if not self.in_all_languages:
            return getattr(thing, name) or ""
        return {code: text for code in LANGUAGES if (text := getattr(thing, f"{name}_{code}"))}

    def section(self, thing: Any, name: str) -> Any:
        """Return a text of a row that is Markdown."""
        text = self.of(thing, name)
        if not self.as_html:
            return text
        return {code: _html(one) for code, one in text.items()} if self.in_all_languages else _html(text)

    def said(self, say: Callable[[], str]) -> Any:
        """Return what the site itself says, in the reader's language or in each."""
        if not self.in_all_languages:
            return say()
        found = {}
        for code in LANGUAGES:
            with override(code):
                found[code] = say()
        return found


def _html(text: str) -> str:
    return str(markdown.to_html(text)).strip() if text else ""
