"""The pages that this process has made, one for each address: as they are now, and as they were before.

What is not of the current edition is shown to nobody, but for a moment while the new one is made, and while the
database is gone.
"""

from __future__ import annotations

import hashlib
import time
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from .compression import encoding_for

LONGEST = 24 * 3600  # seconds: as long as caches between here and the reader are told to (`stale-if-error`)
RECENT = 2.0  # seconds for which a page may be shown after the end of its edition, while the new one is made
_LARGEST = 300_000  # bytes of a page that is kept, as it is sent


class Page(NamedTuple):
    """A page as it was sent."""

    etag: str
    edition: str  # of the catalogue
    made_at: float  # seconds since 1970
    content: bytes
    headers: dict[str, str]

    def answer(self) -> HttpResponse:
        """Return it as an answer."""
        response = HttpResponse(self.content, headers={**self.headers, "ETag": self.etag})
        response.was_kept = True  # type: ignore[attr-defined]
        return response


class _Latest(NamedTuple):
    """Which edition was the current one when somebody last looked."""

    edition: str
    at: float


_latest = _Latest("", 0.0)


_ended: tuple[_Latest, ...] = ()  # the last former editions, and when they ended
_being_made: dict[str, HttpRequest] = {}  # by address, for whom threads of this process are making pages


def note(edition: str) -> None:
    """Note that an edition is the current one."""
    global _latest, _ended
    now = time.time()
    if edition != _latest.edition:
        _ended = (*_ended[-20:], _Latest(_latest.edition, now))
    _latest = _Latest(edition, now)


def begin(request: HttpRequest) -> bool:
    """Note that a page is being made. False if another thread is at it."""
    if request.method != "GET":
        return True
    request.is_making = address = _address(request)  # type: ignore[attr-defined]
    return _being_made.setdefault(address, request) is request


def end(request: HttpRequest) -> None:
    """Note that a page is no longer being made by this request, if it was."""
    address = getattr(request, "is_making", "")
    if _being_made.get(address) is request:
        del _being_made[address]


def recent(request: HttpRequest) -> HttpResponse | None:
    """Return the page that was made before for the same address, if it was right at some time of the last RECENT."""
    page: Page | None = cache.get(_address(request)) if request.method == "GET" else None
    if page is None:
        return None
    since = time.time() - RECENT
    was_right = any(edition == page.edition and at > since for edition, at in (_latest, *_ended))
    return page.answer() if was_right else None


def keep(request: HttpRequest, etag: str, edition: str, response: HttpResponse) -> None:
    """Keep a page that was made just now, in the place of the one before, unless it is very large."""
    is_kept = request.resolver_match is None or getattr(request.resolver_match.func, "is_kept", True)
    if request.method == "GET" and is_kept and len(response.content) <= _LARGEST:
        page = Page(etag, edition, time.time(), response.content, dict(response.headers))
        cache.set(_address(request), page, None)


def find(request: HttpRequest, etag: str) -> HttpResponse | None:
    """Return the page that was made before for the same address and edition."""
    page = cache.get(_address(request)) if request.method == "GET" else None
    return page.answer() if page is not None and page.etag == etag else None


def find_any(request: HttpRequest) -> HttpResponse | None:
    """Return the page that was made before for the same address, if it was right at some time of the last day.

    It tells for how many seconds nobody has known whether it still is (`Age`).
    """
    page: Page | None = cache.get(_address(request))
    if page is None:
        return None
    age = int(time.time() - (_latest.at if page.edition == _latest.edition else page.made_at))
    if age > LONGEST:
        return None
    response = page.answer()
    response["Age"] = str(max(0, age))
    response["Warning"] = '110 - "Response is Stale"'
    return response


def _address(request: HttpRequest) -> str:
    """Return the key of a page: what the view saw of the request, and how it is compressed. Nothing else that a client
    says is in a page.
    """
    query = request.META.get("QUERY_STRING", "")
    parts = (get_language() or "en", request.path_info, query, encoding_for(request))
    return hashlib.sha256(repr(parts).encode()).hexdigest()
