"""How long somebody stays signed in, and where.

SESSION_COOKIE_AGE from the last time that they did something, and never longer than `LONGEST` from signing in. The
bound is that of the row, so whatever reads the session goes by it.
"""

from __future__ import annotations

import datetime
import time
from typing import Any, NamedTuple

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

LONGEST = datetime.timedelta(hours=24)  # as NIST SP 800-63B asks of two factors (AAL2)
_SIGNED_IN, _USED = "signed_in_at", "renewed_at"
_EVERY = 15 * 60  # seconds: a write with each request would be one too many


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with a longest time."""

    def get_session_cookie_age(self) -> int:
        """Return for how many seconds more the session holds if nothing is done."""
        age, began = super().get_session_cookie_age(), self.get(_SIGNED_IN)
        return age if began is None else max(0, min(age, int(began + LONGEST.total_seconds() - time.time())))


class Open(NamedTuple):
    """A session of somebody: `mark` tells it from others, and is not its key, so that a page may show it."""

    mark: str
    key: str
    signed_in: datetime.datetime | None
    used: datetime.datetime | None  # to a quarter of an hour


def begin(request: HttpRequest) -> None:
    """Start the clocks of a session in which somebody has just signed in, under another key than before."""
    request.session.cycle_key()
    request.session[_SIGNED_IN] = request.session[_USED] = int(time.time())


def keep(request: HttpRequest) -> None:
    """Let the session of somebody who works last longer."""
    used = request.session.get(_USED)
    if _SIGNED_IN not in request.session or used is None:
        return  # of a release before: nothing bounds it but its row
    if time.time() - used > _EVERY:
        request.session[_USED] = int(time.time())


def of(user: Any) -> list[Open]:
    """Return the sessions in which somebody is signed in, the one used last first.

    It reads all there are: only curators have any, and there are tens of them.
    """
    held = ((row.session_key, row.get_decoded()) for row in _valid())
    found = [_open(key, data) for key, data in held if data.get(SESSION_KEY) == str(user.pk)]
    return sorted(found, key=lambda one: one.used.timestamp() if one.used else 0, reverse=True)


def end(user: Any, but: str | None = None) -> int:
    """End the sessions of somebody, but for one with this key. Return how many there were."""
    return end_these(one.key for one in of(user) if one.key != but)


def end_these(keys: Any) -> int:
    """End the sessions with these keys. Return how many there were."""
    return SessionStore.get_model_class().objects.filter(session_key__in=list(keys)).delete()[0]


def end_all() -> int:
    """End everybody's sessions. Return how many there were."""
    return SessionStore.get_model_class().objects.all().delete()[0]


def tidy() -> None:
    """Delete sessions that are over."""
    SessionStore.clear_expired()


def _valid() -> Any:
    return SessionStore.get_model_class().objects.filter(expire_date__gt=timezone.now())


def _open(key: str, data: dict[str, Any]) -> Open:
    mark = salted_hmac("practices.signin.session", key, algorithm="sha256").hexdigest()[:16]
    return Open(mark, key, _moment(data.get(_SIGNED_IN)), _moment(data.get(_USED)))


def _moment(seconds: int | None) -> datetime.datetime | None:
    return None if seconds is None else datetime.datetime.fromtimestamp(seconds, datetime.UTC)
