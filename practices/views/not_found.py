"""What is answered where there is no page: a redirect if the address was merely misspelt, else a page that says so.

Links get capitals on posters and in mails, and the full stop of the sentence that they stood in.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.views.defaults import page_not_found

from practices.web import redirects

_TRAILING = " .,;:!?)>]}\"'”’»…*_"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """The one redirect (301) to what was meant, or the page for 404."""
    if request.method in {"GET", "HEAD"}:
        with contextlib.suppress(SuspiciousOperation):  # more parameters than are read, or than an address can hold
            for path in _meant(request.path_info):
                if (answer := _redirect(request, path)) is not None:
                    return answer
    return page_not_found(request, exception)


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
