"""What people are shown where there is no page: the words of the address as a search, and what they may have meant."""

from __future__ import annotations

import contextlib
import re
from functools import lru_cache

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from practices import search
from practices.discovery.mistaken import Meant, meant

_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{2,}(?![^\W_])")  # without a digit
_FORMATS = {"html", "htm", "php", "aspx", "asp", "pdf", "index", "page", "www"}
_LONGEST, _MOST_WORDS = 200, 8


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for 404, with what may be meant. Where the address was merely misspelt, `pasted` leads on."""
    return render(request, "404.html", {"meant": _words_meant(request)}, status=404)


def _words_meant(request: HttpRequest) -> Meant:
    """Return what the words of an address may mean, for people. Programs don't read it, so it isn't looked for."""
    words = _words(request.path_info) if request.method == "GET" else []
    if not words or "text/html" not in request.headers.get("Accept", ""):
        return Meant()
    with contextlib.suppress(Error):  # the page is right without
        return meant(words, search.snapshot())
    return Meant()


def _words(path: str) -> list[str]:
    """Return the words of an address, but for those of all addresses of its kind, and for codes and numbers."""
    rest = path.removeprefix(f"/{translation.get_language()}/").strip("/")
    first, _slash, others = rest.partition("/")
    text = others if others and first in _kinds() else rest
    return [word.lower() for word in _WORD.findall(text[:_LONGEST]) if word.lower() not in _FORMATS][:_MOST_WORDS]


@lru_cache(maxsize=1)
def _kinds() -> frozenset[str]:
    """What addresses begin with."""
    public = [one for one in get_resolver().url_patterns if isinstance(one, URLResolver)]
    routes = [str(pattern.pattern) for one in public for inside in one.url_patterns for pattern in _below(inside)]
    return frozenset(route.partition("/")[0] for route in routes) - {""}


def _below(pattern: URLPattern | URLResolver) -> list[URLPattern | URLResolver]:
    """Return a pattern or, where it only includes others, these."""
    return pattern.url_patterns if isinstance(pattern, URLResolver) and not str(pattern.pattern) else [pattern]
