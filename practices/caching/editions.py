"""Pages that caches may keep: each carries the edition of the catalogue that it shows.

A page of an edition never changes. So whoever has it need not get it again (304, at the cost of one tiny query
at the most), and this process keeps those that it has made (`kept.py`). With the first request after a publication the
edition is another one, and so are all pages: each is made by one reader, and who asks for it meanwhile gets the one
before, if that was right two seconds ago. While the database does not answer, readers get what is kept all the same.
"""

from __future__ import annotations

import datetime
import hashlib
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_resolver
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe
from django.utils.translation import get_language

from practices import search
from practices.changelog import records
from practices.search import Snapshot
from practices.web import busy, outage, replica, tables
from practices.web.methods import only_read

from . import kept, notice
from .compression import compress
from .release import release

# Caches between the reader and this site may show a page that was right ten seconds ago while they fetch
# it anew, and one of yesterday while the site is down.
_FOR_ALL = "public, max-age=0, stale-while-revalidate=10, stale-if-error=86400"
# Whoever curates gets the page from this site each time.
_FOR_STAFF = "private, no-cache"

# What the first who sees a changed vocabulary works out of it (half a second), the others wait for: they need the same.
_one_at_a_time = threading.Lock()

View = TypeVar("View", bound=Callable[..., Any])


def shows_catalogue(view: View) -> View:
    """Mark a view whose page depends on its address and the catalogue alone, and can only be read."""
    safe: Any = only_read(view)
    safe.shows_catalogue = True
    return safe  # type: ignore[no-any-return]


def but_for(is_personal: Callable[[HttpRequest], bool]) -> Callable[[View], View]:
    """Return a decorator of a page that answers some requests for one reader alone. Those are left to the view."""

    def decorated(view: View) -> View:
        view.is_personal = is_personal  # type: ignore[attr-defined]
        return view

    return decorated


def says_today(view: View) -> View:
    """Mark a view whose page says the date of today: its tag is another one each day."""
    view.says_today = True  # type: ignore[attr-defined]
    return view


def not_worth_keeping(view: View) -> View:
    """Mark a view whose answers are so many, and so quickly made, that they would push pages out of memory."""
    view.is_kept = False  # type: ignore[attr-defined]
    return view


def snapshot_for(request: HttpRequest) -> Snapshot:
    """Return the catalogue as it was when the request came in."""
    found = getattr(request, "catalogue_snapshot", None)
    return found if isinstance(found, Snapshot) else search.snapshot()


class EditionMiddleware:
    """Answers 304 where nothing has changed, and says of other pages which edition they are of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed  # so that an edited template shows at once
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        records.are_behind.set(False)
        try:
            response = self._get_response(request)
            if response.status_code >= 500 and replica.has_failed() and getattr(request, "is_of_replica", False):
                request.is_of_replica = False  # type: ignore[attr-defined]
                response = self._get_response(request)  # once more: the primary may answer
        finally:
            kept.end(request)
        snapshot = getattr(request, "catalogue_snapshot", None)
        if snapshot is not None and response.status_code == 503:
            return _older(request) or response
        if snapshot is None or response.has_header("Cache-Control"):
            return response
        if response.status_code not in {200, 304}:
            response["Cache-Control"] = "no-cache"  # what is not there may be published any moment
            return response
        if not snapshot.edition or records.are_behind.get():
            response["Cache-Control"] = "no-store"
            return response
        # Of when the request came in: a page that was made at midnight says the old day, so its tag must, too.
        response["ETag"] = etag = request.catalogue_tag  # type: ignore[attr-defined]
        if response.status_code == 200 and isinstance(response, HttpResponse) and not hasattr(response, "was_kept"):
            compress(request, response)
            kept.keep(request, etag, snapshot.edition, response)
        patch_vary_headers(response, ["Accept-Encoding"])
        response["Cache-Control"] = _FOR_STAFF if _is_staff(request) else _FOR_ALL
        # 'If-None-Match: *' can be answered only now that there is a page, and a date only where the page has one.
        modified = parse_http_date_safe(response.get("Last-Modified", ""))
        answer = get_conditional_response(request, etag, modified, response)  # type: ignore[arg-type]
        return answer if answer is not None else response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Look at the catalogue's edition before anything else is done."""
        match = request.resolver_match
        is_page = getattr(view, "shows_catalogue", False) or (match is not None and match.namespace == "api")
        is_personal = getattr(view, "is_personal", None)
        if not is_page or request.method not in {"GET", "HEAD"} or (is_personal and is_personal(request)):
            return None
        if (page := _while_others_look(request)) is not None:
            return page
        try:
            with _one_at_a_time:
                snapshot = search.snapshot()
                kept.note(snapshot.edition)
        except DatabaseError as error:
            if busy.trouble_of(error) is None:
                raise
            if not tables.are_missing(error.__cause__):  # then it answers, and nobody else can be told better
                outage.begin(error)
            return _older(request) or get_resolver().resolve_error_handler(500)(request)
        request.catalogue_snapshot = snapshot  # type: ignore[attr-defined]
        if not snapshot.edition:
            return None
        day = timezone.localdate() if getattr(view, "says_today", False) else None
        request.catalogue_tag = etag = _etag(snapshot, day)  # type: ignore[attr-defined]
        # '*' means any page that there is at this address, which is not known yet.
        has_tag = request.headers.get("If-None-Match", "*").strip() != "*"
        answer = get_conditional_response(request, etag=etag) if has_tag else None
        if answer is not None and answer.status_code == 304:
            return answer
        found = kept.find(request, etag) or _while_another_makes_it(request)
        if found is None:
            _choose_database(request, snapshot.edition)
        return found


def _is_staff(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _choose_database(request: HttpRequest, edition: str) -> None:
    """Let a page that must be made be read from the replica, unless a curator asks or that has just failed to."""
    replica.leave()
    if not _is_staff(request) and not hasattr(request, "is_of_replica"):
        request.is_of_replica = replica.choose(edition)  # type: ignore[attr-defined]


def _older(request: HttpRequest) -> HttpResponse | None:
    """Return a page as it was before the database was gone: for readers alone, and with its age."""
    response = None if _is_staff(request) else _as_it_was(request, kept.find_any(request))
    if response is not None and response.status_code == 200:
        notice.put(request, response, time.time() - int(response["Age"]))
    return response


def _while_others_look(request: HttpRequest) -> HttpResponse | None:
    """Return a page that was right a moment ago, if somebody is just working out what is new: for readers alone."""
    return _as_it_was(request, kept.recent(request)) if _one_at_a_time.locked() and not _is_staff(request) else None


def _while_another_makes_it(request: HttpRequest) -> HttpResponse | None:
    """Return a page that was right a moment ago, if another thread is making the one of this edition, else None: then
    it is to be made.
    """
    if kept.begin(request) or _is_staff(request):
        return None
    return _as_it_was(request, kept.recent(request))


def _as_it_was(request: HttpRequest, response: HttpResponse | None) -> HttpResponse | None:
    if response is None:
        return None
    patch_vary_headers(response, ["Accept-Encoding"])
    response["Cache-Control"] = _FOR_ALL
    return get_conditional_response(request, etag=response["ETag"], response=response)  # type: ignore[return-value]


@lru_cache(maxsize=32)
def _tag(*parts: str | bool | datetime.date | None) -> str:
    parts = (*parts, release())
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}"'


def _etag(snapshot: Snapshot, day: datetime.date | None) -> str:
    """Return the edition, the language, the release of the code and of the files that pages name, and what the settings
    put on pages, as a weak tag.
    """
    owner = (settings.PUBLISHER, settings.LICENCE_NAME, settings.LICENCE_URL)
    said = (*owner, settings.SEARCH_ENCODER, settings.EMAIL_HOST, getattr(staticfiles_storage, "manifest_hash", ""))
    return _tag(snapshot.edition, get_language() or "en", settings.SITE_URL, settings.CONTACT_EMAIL, *said, day)
