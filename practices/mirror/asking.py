"""Asking the site for what is at an address, as a reader who is not signed in, without a network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler


@dataclass(frozen=True)
class Answer:
    """What the site says at an address."""

    status: int
    headers: dict[str, str]  # by their names in small letters
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")


class Site:
    """This site's own WSGI application, asked by its public address."""

    @cached_property
    def _application(self) -> WSGIHandler:
        return WSGIHandler()

    def ask(self, address: str) -> Answer:
        """Return what the site answers to GET at a path with or without a query."""
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Callable[[bytes], object]:
            said.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})
            return BytesIO().write  # which Django does not use

        answer: Any = self._application(_environment(address), start)
        try:
            body = b"".join(answer)
        finally:
            answer.close()
        return Answer(said["status"], said["headers"], body)


def _environment(address: str) -> dict[str, Any]:
    """Return what a web server would tell of the request (PEP 3333)."""
    site = urlsplit(settings.SITE_URL)
    path, _mark, query = address.partition("?")
    port = site.port or (443 if site.scheme == "https" else 80)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "HTTP_ACCEPT": "text/html,*/*",
        "HTTP_X_FORWARDED_PROTO": site.scheme,  # else a site behind a proxy would redirect
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
