"""Telling the browser that what was sent is saved, so that it can forget what it has kept (static/js/keep.js)."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from practices.web import keeping

FIELD = "_kept"  # a hidden field, in which the browser names what it keeps
_TOKEN = re.compile(r"[0-9a-f]{16}")


def report_saved(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a view of the admin: after a save, its answer names in a cookie what need not be kept any longer.

    Wrapped inside of the admin's check of permissions: when the session has expired, the view is not
    reached, and nothing is said to be saved.
    """

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = view(request, *args, **kwargs)
        token = request.POST.get(FIELD, "")
        if _TOKEN.fullmatch(token) and _says_saved(response):
            name = f"{keeping.COOKIE}{token}"
            secure, age = settings.SESSION_COOKIE_SECURE, keeping.COOKIE_SECONDS
            response.set_cookie(name, "1", max_age=age, secure=secure, samesite="Lax")
        return response

    return inner


def _says_saved(response: HttpResponse) -> bool:
    """The admin leads on after a save, or closes its window. To its first page it leads when the entry is gone."""
    template: Any = getattr(response, "template_name", None) or ()
    if response.status_code == 302:
        return response["Location"] != reverse("admin:index")
    return "admin/popup_response.html" in template
