"""Leads from a misspelt address to the page that was meant, with one redirect, if there is such a page."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.urls import resolve
from django.utils import translation
from django.utils.encoding import escape_uri_path

from practices.web import pasted, redirects

from .slashes import without_slash

_SAFE = {"GET", "HEAD"}
# The API says 422 where a path has signs that it can't have. A view leads on from any name behind a number: perhaps
# to a page, where a file of that practice was meant.
_MISSPELT = {404, 422, 301}


class AddressMiddleware(CommonMiddleware):
    """Django's, which leads not only from where a slash is missing, and never from where something was sent."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Whether Django adds a slash: where `process_response` does not, in the curators' rooms."""
        return request.method in _SAFE and super().should_redirect_with_slash(request)

    def process_request(self, request: HttpRequest) -> Any:
        """Lead on from slashes too many at the beginning: the server leaves one before it hands the path on."""
        doubled = request.method in _SAFE and request.META.get("REQUEST_URI", "").startswith("//")
        if doubled and (answer := _redirect(request, request.path_info, "")) is not None:
            return answer
        return super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the one redirect (301) to what was meant, else the answer."""
        if request.method in _SAFE and response.status_code in _MISSPELT:
            with contextlib.suppress(SuspiciousOperation):  # more parameters than are read, or than an address can hold
                for path, query in pasted.meant(request.path_info):
                    if response.status_code == 422 and path.strip("/") == request.path_info.strip("/"):
                        continue  # it is right, and what is wrong is something else
                    answer = _redirect(request, path, query)
                    if answer is not None and _leads_on(request, response, path, answer):
                        return answer
        return super().process_response(request, response)  # type: ignore[arg-type]


def _leads_on(request: HttpRequest, response: HttpResponseBase, path: str, answer: HttpResponseBase) -> bool:
    """Whether a redirect leads elsewhere, and nearer than that of the view, if it gave one."""
    nearer = response.status_code != 301 or answer["Location"].partition("?")[0] == escape_uri_path(path)
    return nearer and answer["Location"] != request.get_full_path()


def _redirect(request: HttpRequest, path: str, query: str) -> HttpResponseBase | None:
    """Return a redirect to a public page's final address, if there is such a page at the path."""
    with translation.override(translation.get_language_from_path(path) or "en"):
        try:
            match = resolve(path)
            if "admin" in match.namespaces or match.func is without_slash:
                return None
            if "api" in match.namespaces and not _ends_in_a_name(request.path_info):
                return None  # a value of signs alone is no value, rather than the list of all
            asked = _asking(request, path, query)
            asked.resolver_match = match
            answer: HttpResponseBase = match.func(asked, *match.args, **match.kwargs)
        except Http404:
            return None
    if answer.status_code in {200, 410}:
        answer = redirects.permanent(escape_uri_path(path), asked.GET)
    if answer.status_code != 301:
        return None
    if "token" in match.kwargs:  # what somebody was sent, and nobody else is to learn of
        answer["Cache-Control"], answer["Referrer-Policy"] = "private, no-store", "no-referrer"
    request.resolver_match = match  # a frame may follow where it may show what was meant
    return answer


def _ends_in_a_name(path: str) -> bool:
    return any(char.isalnum() for char in path.rstrip("/").rpartition("/")[2])


def _asking(request: HttpRequest, path: str, query: str) -> HttpRequest:
    """Return the request as if it had asked whether there is something at another path: not for the whole file."""
    asked = copy.copy(request)
    asked.path = asked.path_info = path
    asked.method = "HEAD"
    if query:
        asked.GET = request.GET.copy()  # type: ignore[assignment]
        asked.GET.update(QueryDict(query))
        asked.META = {**request.META, "QUERY_STRING": asked.GET.urlencode()}
    return asked
