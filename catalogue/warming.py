"""Answering a few pages before anybody is let in: the first that a process makes take it seconds."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

_log = logging.getLogger(__name__)

_PAGE = "browse"  # what it needs, most others need, too
_LONGEST = 10.0  # seconds, after which readers are let in whatever is still cold


def warm_up(application: Callable[..., Iterable[bytes]]) -> None:
    """Ask an application for a page in each language, as a reader would. What fails is told to readers and the log."""
    until = time.monotonic() + _LONGEST
    for language, _name in settings.LANGUAGES:
        if time.monotonic() < until:
            with override(language):
                path = reverse(_PAGE)
            _ask(application, path)


def _ask(application: Callable[..., Iterable[bytes]], path: str) -> None:
    site = urlsplit(settings.SITE_URL)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": "0",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "HTTP_ACCEPT": "text/html",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
    }
    try:
        answer = application(environ, lambda *_answered: None)
        try:
            for _piece in answer:
                pass
        finally:
            with contextlib.suppress(AttributeError):
                answer.close()  # type: ignore[attr-defined]
    except Exception:
        _log.exception("A process starts cold: %s could not be made.", path)
