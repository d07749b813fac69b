"""What is seen of each request: its number, one line in the log, and the figures."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from practices.web.methods import READING

from . import logs, metrics, queries
from .probes import PROBES

_log = logging.getLogger("practices.access")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_EXPORT = "export-"


class ObservingMiddleware:
    """Gives each request a number, and tells log and figures of each answer when its last byte is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        number = request_id(request)
        request.log_id = number  # type: ignore[attr-defined]
        token = logs.here.set(request)
        try:
            response = self._get_response(request)
            response["X-Request-ID"] = number
            if isinstance(response, StreamingHttpResponse) and not response.has_header("Content-Length"):
                response.streaming_content = _Told(response, request, began)
            else:
                _tell(request, response, began, _length(request, response))
        finally:
            logs.here.reset(token)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Count errors of the database that no query has told of, as where there is no connection."""
        if isinstance(exception, Error):
            queries.count(exception)


class ProbeMiddleware:
    """Answers monitors before anything that may ask the database is reached, whatever host name they know."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PROBES or request.method not in READING:
            return self._get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        try:
            response: HttpResponseBase = match.func(request)
        except Http404:  # it is not for everybody: then it is as if it were not there
            return self._get_response(request)
        return response


class _Told:
    """The pieces of an answer, told of when the last is made or the reader has gone."""

    def __init__(self, response: StreamingHttpResponse, request: HttpRequest, began: float) -> None:
        self._pieces: Iterable[bytes] = response.streaming_content  # type: ignore[assignment]
        self._response, self._request, self._began = response, request, began
        self._bytes, self._is_told = 0, False

    def __iter__(self) -> Iterator[bytes]:
        before = logs.here.get()
        logs.here.set(self._request)
        try:
            for piece in self._pieces:
                self._bytes += len(piece)
                yield piece
        finally:
            self.close()
            logs.here.set(before)

    def close(self) -> None:
        """Tell of the answer, once."""
        if not self._is_told:
            self._is_told = True
            _tell(self._request, self._response, self._began, self._bytes)


def request_id(request: HttpRequest) -> str:
    """Return the number of a request: the proxy's if there is one that can be believed, else a new one."""
    given = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
    return given if _ID.fullmatch(given) else uuid.uuid4().hex


def _length(request: HttpRequest, response: HttpResponseBase) -> int:
    """Return how many bytes the reader gets, without the headers."""
    if request.method == "HEAD":
        return 0
    return int(response.get("Content-Length") or len(getattr(response, "content", b"")))


def _tell(request: HttpRequest, response: HttpResponseBase, began: float, length: int) -> None:
    seconds = time.perf_counter() - began
    status = response.status_code
    route = logs.route_of(request)
    if request.resolver_match is None and status in {200, 206, 304}:
        route = "static"
    method = request.method if request.method in _METHODS else "other"
    metrics.requests.labels(route, method, status).inc()
    metrics.request_seconds.labels(route).observe(seconds)
    was_kept = hasattr(response, "was_kept")
    if (was_kept or hasattr(request, "catalogue_tag")) and status in {200, 304}:
        outcome = "unchanged" if status == 304 else "hit" if was_kept else "miss"
        metrics.kept_pages.labels(outcome).inc()
    if (is_of_replica := getattr(request, "is_of_replica", None)) is not None:
        metrics.pages_read.labels("replica" if is_of_replica else "primary").inc()
    if route.startswith(_EXPORT) and method == "GET" and status == 200:
        metrics.exports.labels(route.removeprefix(_EXPORT)).inc()
    is_quiet = request.path_info in PROBES and status == 200
    level = logging.DEBUG if is_quiet else logging.INFO
    if _log.isEnabledFor(level):
        _write(level, request, route, status, seconds, length)


def _write(level: int, request: HttpRequest, route: str, status: int, seconds: float, length: int) -> None:
    milliseconds = round(1000 * seconds, 1)
    arguments = logs.arguments_of(request)
    told: dict[str, Any] = {"method": request.method, "status": status, "ms": milliseconds, "bytes": length}
    fields = {**told, "route": route, **({"arguments": arguments} if arguments else {})}
    values = (request.method, " ".join([route, *arguments.values()]), status, milliseconds, length)
    _log.log(level, "%s %s %s %s ms %s bytes", *values, extra={"fields": fields})
