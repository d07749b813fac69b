"""How long somebody stays signed in: SESSION_COOKIE_AGE from the last time that they did something."""

from __future__ import annotations

import time
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest

_BEGUN = "renewed_at"
_EVERY = 15 * 60  # seconds: a write with each request would be one too many


def begin(request: HttpRequest) -> None:
    """Start the clock of a session in which somebody has just signed in."""
    request.session[_BEGUN] = int(time.time())


def keep(request: HttpRequest) -> None:
    """Let the session of somebody who works last longer."""
    begun = request.session.get(_BEGUN)
    if begun is not None and time.time() - begun > _EVERY:
        begin(request)


def tidy() -> None:
    """Delete sessions that are over."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
