"""What other sites may do with an answer, and what a page may ask of the device: nothing, but where it is meant to.

What scripts of other sites may read, and what stands in their frames, they may also show: cards with their styles and
fonts, files, pictures. All else is refused to their pages (CORP), so that nobody learns from it what a reader may see.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# What Chromium knows (of others it complains) and this site has no use for. Buttons that copy a text need
# `clipboard-write`.
_FEATURES = """accelerometer autoplay browsing-topics camera clipboard-read display-capture encrypted-media
    fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection keyboard-map local-fonts
    magnetometer microphone midi otp-credentials payment picture-in-picture publickey-credentials-create
    publickey-credentials-get screen-wake-lock serial storage-access usb window-management
    xr-spatial-tracking""".split()
PERMISSIONS = ", ".join([*(f"{feature}=()" for feature in _FEATURES), "clipboard-write=(self)"])

_FOR_OTHERS = re.compile(
    rf"{settings.CORS_URLS_REGEX}|^{re.escape(settings.STATIC_URL)}(css/(embed|tokens)\.|fonts/|img/)|^/[a-z-]+\.(ico|png)$"
)


class HeadersMiddleware:
    """Adds to every answer, also to errors and static files, the headers that keep other sites apart from it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        response["Cross-Origin-Embedder-Policy"] = "require-corp"
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if _is_for_others(request) else "same-origin"
        return response


def _is_for_others(request: HttpRequest) -> bool:
    match = request.resolver_match
    is_framable = match is not None and getattr(match.func, "is_framable", False)
    return is_framable or _FOR_OTHERS.match(request.path_info) is not None
