"""What a process does with more requests than it can answer: it refuses some at once, so that the others are answered.

Without a bound, ten times the load makes everybody wait ten times as long, until all have gone away.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import Error

from practices.monitoring.probes import PROBES

# Seconds that a request waits for a thread, where more wait behind it than there are threads. Readers stay so long; a
# queue that can't keep it only makes work for those who have gone.
LONGEST_IN_LINE = 2.0
_RETRY_AFTER = 10
_LINE = b"The site is busy just now. Try again in a while.\n"
_HEADERS = [
    ("Retry-After", str(_RETRY_AFTER)),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'"),
    ("X-Content-Type-Options", "nosniff"),
]


class Overloaded(Error):
    """What is answered (503) instead of the page: a page of its own for people, a line for programs."""

    def __init__(self, request: Any, pages: Mapping[str, bytes]) -> None:
        """Choose among the pages, by language, as the address does."""
        wants_page = bool(pages) and "text/html" in request.headers.get("ACCEPT", "")
        prefix = request.path.split("/", 2)[1]
        self.kind = "text/html" if wants_page else "text/plain"
        self.text = pages.get(prefix, pages["en"]) if wants_page else _LINE

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and body."""
        return "503 Service Unavailable", [("Content-Type", f"{self.kind}; charset=utf-8"), *_HEADERS], self.text


class Dispatcher(ThreadedTaskDispatcher):
    """Hands requests to threads. What is too much is refused by a thread that does nothing else."""

    def __init__(self, pages: Mapping[str, bytes]) -> None:
        super().__init__()
        self._pages = pages
        self._refusing = ThreadedTaskDispatcher()
        self._refusing.set_thread_count(1)

    def add_task(self, channel: Any) -> None:
        """Let a connection wait for a thread, or refuse what it asks."""
        request = channel.requests[0]
        channel.in_line_since = time.monotonic()
        if len(self.queue) >= settings.MAX_WAITING and _may_be_refused(request):
            self.refuse(request)
            self._refusing.add_task(channel)
        else:
            super().add_task(channel)

    def is_overdue(self, channel: Any) -> bool:
        """Whether a connection whose turn has come has waited for too long, and others would have to, too."""
        late = time.monotonic() - channel.in_line_since > LONGEST_IN_LINE
        return late and len(self.queue) > len(self.threads) and _may_be_refused(channel.requests[0])

    def refuse(self, request: Any) -> None:
        """Let this be what is answered."""
        request.error = Overloaded(request, self._pages)


def _may_be_refused(request: Any) -> bool:
    """Whether nothing is lost by it. What somebody has typed and sent would be; curators are few; and who restarts what
    does not answer must not do so under load.
    """
    if request.error is not None or request.command not in {"GET", "HEAD"} or request.path in PROBES:
        return False
    return f"{settings.SESSION_COOKIE_NAME}=" not in request.headers.get("COOKIE", "")
