"""How often one visitor did something in this minute, counted in memory: a question costs no write to the database.

With CACHE_URL a server of Redis or Valkey counts, for all processes and machines of the site; else each process counts
for itself. It does so, too, while that server does not answer. Of who it was only a hash is kept, for two minutes.
"""

from __future__ import annotations

import logging
import time
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from .visitors import address_of

WINDOW = 60  # seconds
_QUICK = 0.3  # seconds that the server has: everybody waits for it
_PAUSE = 10  # seconds in which it is not asked after it did not answer

_log = logging.getLogger(__name__)
# Apart from the pages that are kept, which would push the counts out.
_own = LocMemCache("counts-of-a-minute", {"OPTIONS": {"MAX_ENTRIES": 20_000}})
_asked_again = 0.0


class Used(NamedTuple):
    """How many times it was done in this minute, and for how many seconds that still counts."""

    times: int
    seconds_left: int


def count(action: str, request: HttpRequest, by: int = 1) -> Used:
    """Count what the visitor of a request does."""
    window, second = divmod(int(time.time()), WINDOW)
    key = salted_hmac("practices.counts", f"{action}/{address_of(request)}/{window}", algorithm="sha256").hexdigest()
    return Used(_added(key, by), WINDOW - second)


def forget() -> None:
    """Begin anew. For tests."""
    global _asked_again
    _asked_again = 0.0
    _own.clear()
    _server.cache_clear()


def _added(key: str, by: int) -> int:
    """Add to a count, and return what it is then."""
    global _asked_again
    now = time.monotonic()
    if settings.CACHE_URL and now >= _asked_again:
        try:
            return _add(_server(settings.CACHE_URL), key, by)
        except Exception as error:  # whatever it is: nobody is turned away for a count
            _asked_again = now + _PAUSE
            _log.warning("The server of CACHE_URL does not count (%s). For now, this process does.", error)
    return _add(_own, key, by)


def _add(counts: BaseCache, key: str, by: int) -> int:
    counts.add(key, 0, 2 * WINDOW)
    try:
        return counts.incr(key, by)
    except ValueError:  # so many visitors that it was forgotten meanwhile
        return 1


@cache
def _server(address: str) -> RedisCache:
    return RedisCache(address, {"OPTIONS": {"socket_timeout": _QUICK, "socket_connect_timeout": _QUICK}})
