"""How long somebody stays signed in: SESSION_COOKIE_AGE from the last time that they did something."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

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


def over() -> QuerySet[Session]:
    """Return the sessions that are over."""
    return Session.objects.filter(expire_date__lt=timezone.now())


def of(person: Any) -> list[Session]:
    """Return the sessions in which somebody is signed in."""
    return [one for one in Session.objects.iterator() if one.get_decoded().get(SESSION_KEY) == str(person.pk)]
