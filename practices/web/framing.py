"""Which pages may stand in a frame on other sites: those that are made for it, and no other.

This goes by the view, not by what it returned: an answer that was kept, a 304 and an error carry the same headers.
(A browser that revalidates a page takes over the headers of the 304.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Nothing but a stylesheet and its fonts: no script, no picture, no form.
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)

View = TypeVar("View", bound=Callable[..., Any])


def framable(view: View) -> View:
    """Mark a view whose answers any site may show in a frame."""
    view.is_framable = True  # type: ignore[attr-defined]
    return view


class FramingMiddleware:
    """Tells browsers of what may be framed that it may. Other middleware forbids all the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        match = request.resolver_match
        if match is not None and getattr(match.func, "is_framable", False):
            response["Content-Security-Policy"] = _POLICY
            response.xframe_options_exempt = True  # type: ignore[attr-defined]
        return response
