"""So many requests a minute from one address, and headers that say how many are left (IETF draft RateLimit headers).

What is not new (304) does not count, nor does the documentation.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from practices.web import counts
from practices.web.counts import WINDOW

from .problems import PREFIX, respond

# Whoever has asked too often can still read what is allowed. Without parameters both are made once and kept.
_FREE = frozenset({f"{PREFIX}v1/docs", f"{PREFIX}v1/openapi.json"})


class RateLimitMiddleware:
    """Refuses what is too often, and says in each answer of the API how much is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit = settings.API_RATE_LIMIT
        if not limit or not request.path_info.startswith(PREFIX) or request.get_full_path() in _FREE:
            return self._get_response(request)
        used, seconds_left = counts.count("API", request)
        response: HttpResponseBase
        if used > limit:
            response = respond(request, 429, f"At most {limit} requests a minute. Ask again in {seconds_left} seconds.")
            response["Retry-After"] = str(seconds_left)
        else:
            response = self._get_response(request)
            if response.status_code == 304:
                used, seconds_left = counts.count("API", request, -1)
        response["RateLimit-Policy"] = f'"minute";q={limit};w={WINDOW}'
        response["RateLimit"] = f'"minute";r={max(0, limit - used)};t={seconds_left}'
        return response
