"""What the address of a practice's form says: which language is written, and whether the browser runs no scripts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from practices.models.translations import LANGUAGES, ORIGINAL

LANGUAGE = "text"
PLAIN = "plain"


def language_of(request: HttpRequest, practice: Any) -> str:
    """Return the language that is written. What is new is written in English first."""
    asked = request.GET.get(LANGUAGE, "")
    return asked if practice is not None and asked in LANGUAGES else ORIGINAL


def is_plain(request: HttpRequest) -> bool:
    """Whether the form has to do without scripts: with empty rows, and lists that are there at once."""
    return PLAIN in request.GET


def query(request: HttpRequest, language: str) -> str:
    """Return the end of the address of the form in a language, as plain as it is."""
    asked = {LANGUAGE: language} if language != ORIGINAL else {}
    asked |= {PLAIN: "1"} if is_plain(request) else {}
    return f"?{urlencode(asked)}" if asked else "?"
