"""Refusals that no form says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import guard
from .refusals import Refused


class RefusalMiddleware:
    """Answers with a page where no form says it, as when an administrator gives somebody a new password.

    A flood of passwords it turns away before anything else is done for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        gives_password = request.method == "POST" and request.path == reverse("admin:login")
        if gives_password and (refused := guard.turned_away(request)):
            return _page(refused, "admin/signin/turned_away.html", {"language": get_language()})
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        context = {**admin.site.each_context(request), "title": _("Please wait")}
        return _page(exception, "admin/signin/refused.html", context, request)


def _page(refused: Refused, template: str, context: dict[str, Any], request: HttpRequest | None = None) -> HttpResponse:
    response = refused.mark(HttpResponse(render_to_string(template, {**context, "text": refused.text}, request)))
    add_never_cache_headers(response)
    return response
