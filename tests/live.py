"""The server of tests that ask over the network."""

from __future__ import annotations

import threading
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection


class OneAtATime(WSGIHandler):
    """Answers one request after another where all threads share a connection to SQLite in memory.

    Else a thread that has SQLite's lock and waits for Python's, for a function of ours, and one that has Python's and
    waits for SQLite's would wait for ever.
    """

    _turn = threading.Lock()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer a request."""
        if connection.vendor != "sqlite":
            return super().__call__(environ, start_response)
        with self._turn:
            return super().__call__(environ, start_response)
