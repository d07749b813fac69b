"""An application that tells what the server tells it: what the tests of the server serve."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with the environment; at `/large` with more than any socket takes; at `/later` after a moment."""
    if environ["PATH_INFO"] == "/later":
        time.sleep(0.5)
    body = json.dumps({name: value for name, value in environ.items() if isinstance(value, str)}).encode()
    if environ["PATH_INFO"] == "/large":
        body = b" " * 10_000_000
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
