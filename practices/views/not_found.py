"""What is answered where there is no page: a redirect if the address was merely misspelt, else a page that says so.

Links get capitals on posters and in mails, and the full stop of the sentence that they stood in.
"""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Iterator
from functools import lru_cache

from django.core.exceptions import SuspiciousOperation
from django.db import Error
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import translation
from django.utils.encoding import escape_uri_path

from practices import search
from practices.discovery.mistaken import Meant, meant
from practices.web import redirects

_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{2,}(?![^\W_])")  # without a digit
_FORMATS = {"html", "htm", "php", "aspx", "asp", "pdf", "index", "page", "www"}
_LONGEST, _MOST_WORDS = 200, 8
_TRAILING = " .,;:!?)>]}\"'”’»…*_"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """The one redirect (301) to what was meant, or the page for 404."""
    if request.method in {"GET", "HEAD"}:
        with contextlib.suppress(SuspiciousOperation):  # more parameters than are read, or than an address can hold
            for path in _meant(request.path_info):
                if (answer := _redirect(request, path)) is not None:
                    return answer
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


def _meant(path: str) -> Iterator[str]:
    """Return the addresses that may be meant: in small letters, without what a sentence put behind it, with a slash."""
    cleaned = path.lower().rstrip(_TRAILING)
    if cleaned != path:
        yield cleaned
        yield f"{cleaned}/"


def _redirect(request: HttpRequest, path: str) -> HttpResponseBase | None:
    """Return a redirect to a public page's final address, if there is such a page at the path."""
    with translation.override(translation.get_language_from_path(path) or "en"):
        try:
            match = resolve(path)
            if match.namespaces or "token" in match.kwargs:  # curators' pages, the API, what somebody was sent
                return None
            asked = copy.copy(request)
            asked.path = asked.path_info = path
            asked.method = "HEAD"  # whether there is something, not the whole file
            asked.resolver_match = match
            answer: HttpResponseBase = match.func(asked, *match.args, **match.kwargs)
        except Http404:
            return None
    if answer.status_code in {200, 410}:
        return redirects.permanent(escape_uri_path(path), request.GET)
    return answer if answer.status_code == 301 else None
