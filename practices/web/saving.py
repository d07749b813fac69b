"""Readers who save data get no fonts: their own are good to read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

_FONTS = f"{settings.STATIC_URL}fonts/"


class SaveDataMiddleware:
    """Sends no font to who asks for it with `Save-Data: on`. The page is the same for all, so that it can be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(_FONTS):
            return self._get_response(request)
        saves = request.headers.get("Save-Data", "").strip().lower() == "on"
        response = (
            HttpResponse(status=404, headers={"Cache-Control": "no-store"}) if saves else self._get_response(request)
        )
        patch_vary_headers(response, ["Save-Data"])
        return response
