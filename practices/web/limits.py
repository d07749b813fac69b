"""So many files and searches a minute from one address: each costs as much as many pages do.

The API has its own limit, which it tells in headers (practices/api/throttling.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import ngettext

from . import counts

_DRAWN = {"picture-of-question", "slide"}  # pictures that take long, and of which there are more than memory keeps
_PAPERS = {"briefing-docx", "briefing-pdf"}  # as costly as a file of results


class LimitMiddleware:
    """Refuses what is too often (429), in the reader's language and with the time to wait, before it costs anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Count what has a limit."""
        action, limit = _limit(request)
        used = counts.count(action, request) if limit else None
        return _refused(used.seconds_left) if used and used.times > limit else None


def _limit(request: HttpRequest) -> tuple[str, int]:
    """Return what is asked for, and how often it may be: 0 is as often as they like."""
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    if name.startswith("export-") or name in _PAPERS:
        return "export", settings.EXPORT_RATE_LIMIT
    if name in _DRAWN and not request.path.endswith(".svg"):
        return "picture", settings.EXPORT_RATE_LIMIT
    if name == "browse" and request.GET:
        return "search", settings.SEARCH_RATE_LIMIT
    return "", 0


def _refused(seconds: int) -> HttpResponse:
    text = ngettext(
        "Too many requests from your address. Ask again in %(count)d second.",
        "Too many requests from your address. Ask again in %(count)d seconds.",
        seconds,
    ) % {"count": seconds}
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    return HttpResponse(f"{text}\n", status=429, content_type="text/plain; charset=utf-8", headers=headers)
