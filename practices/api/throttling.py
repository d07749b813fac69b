"""So many requests a minute from one address, and headers that say how many are left (IETF draft RateLimit headers).

Each process counts for itself, in its own memory. What is not new (304) does not count, nor does the documentation.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from practices.web import visitors

from .problems import PREFIX, respond

WINDOW = 60  # seconds
# Whoever has asked too often can still read what is allowed. Without parameters both are made once and kept.
_FREE = frozenset({f"{PREFIX}v1/docs", f"{PREFIX}v1/openapi.json"})
# Apart from the pages that are kept, which would push the counts out.
counts = LocMemCache("api-requests", {"OPTIONS": {"MAX_ENTRIES": 20_000}})


class RateLimitMiddleware:
    """Refuses what is too often, and says in each answer of the API how much is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit = settings.API_RATE_LIMIT
        if not limit or not request.path_info.startswith(PREFIX) or request.get_full_path() in _FREE:
            return self._get_response(request)
        window, second = divmod(int(time.time()), WINDOW)
        visitor, seconds_left = f"{visitors.address_of(request)}/{window}", WINDOW - second
        used = _count(visitor)
        response: HttpResponseBase
        if used > limit:
            response = respond(request, 429, f"At most {limit} requests a minute. Ask again in {seconds_left} seconds.")
            response["Retry-After"] = str(seconds_left)
        else:
            response = self._get_response(request)
            if response.status_code == 304:
                used = _count(visitor, -1)
        response["RateLimit-Policy"] = f'"minute";q={limit};w={WINDOW}'
        response["RateLimit"] = f'"minute";r={max(0, limit - used)};t={seconds_left}'
        return response


def _count(visitor: str, by: int = 1) -> int:
    """Count a request, and return how many there were."""
    counts.add(visitor, 0, WINDOW)
    try:
        return counts.incr(visitor, by)
    except ValueError:  # so many visitors that it was forgotten meanwhile
        return 1
