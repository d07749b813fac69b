"""What is answered where an address is asked in a way that it does not take, such as POST to a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


class MethodMiddleware:
    """Gives such an answer (405) words: a page for people, a line for programs. The API has its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        is_ours = response.status_code == 405 and not request.path_info.startswith("/api/")
        if is_ours and isinstance(response, HttpResponse) and not response.content:
            _fill(response, request)
        return response


def _fill(response: HttpResponse, request: HttpRequest) -> None:
    allowed = response.get("Allow", "")
    if "text/html" in request.headers.get("Accept", ""):
        context = {"address": request.get_full_path(), "can_be_read": "GET" in allowed}
        response.content = render_to_string("405.html", context).encode()
        return
    line = _("This address takes only: %(methods)s.") % {"methods": allowed}
    response.content = f"{line}\n".encode()
    response["Content-Type"] = "text/plain; charset=utf-8"
