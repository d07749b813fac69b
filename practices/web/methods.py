"""What is answered where an address is asked in a way that it does not take, such as POST to a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

READING = ("GET", "HEAD")
View = TypeVar("View", bound=Callable[..., Any])


def takes_methods(*methods: str) -> Callable[[View], View]:
    """Return a decorator of a view that takes these methods. The middleware knows of it before a token is asked for."""

    def decorated(view: View) -> View:
        checked: Any = require_http_methods(methods)(view)
        checked.methods = methods
        return checked  # type: ignore[no-any-return]

    return decorated


only_read = takes_methods(*READING)


class MethodMiddleware:
    """Gives such an answer (405) words: a page for people, a line for programs. The API has its own.

    It stands before the protection against forged requests, which would ask for a token that no page has given. To
    OPTIONS the answer is which methods there are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.method == "OPTIONS" and response.status_code == 405:
            answer = HttpResponse(status=204, headers={"Allow": f"{response['Allow']}, OPTIONS"})
            del answer["Content-Type"]
            return answer
        is_ours = response.status_code == 405 and not request.path_info.startswith("/api/")
        if is_ours and isinstance(response, HttpResponse) and not response.content:
            _fill(response, request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse what the view does not take before anybody looks at what was sent."""
        of_the_api = request.resolver_match is not None and request.resolver_match.namespace == "api"
        methods = getattr(view, "methods", READING if of_the_api else ())
        return HttpResponseNotAllowed(methods) if methods and request.method not in methods else None


def _fill(response: HttpResponse, request: HttpRequest) -> None:
    allowed = response.get("Allow", "")
    if "text/html" in request.headers.get("Accept", ""):
        context = {"address": request.get_full_path(), "can_be_read": "GET" in allowed}
        response.content = render_to_string("405.html", context).encode()
        return
    line = _("This address takes only: %(methods)s.") % {"methods": allowed}
    response.content = f"{line}\n".encode()
    response["Content-Type"] = "text/plain; charset=utf-8"
