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
from django.db.models import QuerySet
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
    ends: datetime.datetime


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
    now = timezone.now()
    found = [_open(row) for row in _all() if row.expire_date > now and _is_of(row, user)]
    return sorted(found, key=lambda one: one.used.timestamp() if one.used else 0, reverse=True)


def end(user: Any, but: str | None = None) -> int:
    """End the sessions of somebody, also those that are over, but for one with this key. Return how many there were."""
    return end_these(row.session_key for row in _all() if row.session_key != but and _is_of(row, user))


def end_these(keys: Any) -> int:
    """End the sessions with these keys. Return how many there were."""
    return _all().filter(session_key__in=list(keys)).delete()[0]


def end_all() -> int:
    """End everybody's sessions. Return how many there were."""
    return _all().delete()[0]


def over() -> QuerySet[Any]:
    """Return the sessions that are over."""
    return _all().filter(expire_date__lt=timezone.now())


def _all() -> QuerySet[Any]:
    rows: QuerySet[Any] = SessionStore.get_model_class().objects.all()
    return rows


def _is_of(row: Any, user: Any) -> bool:
    return bool(row.get_decoded().get(SESSION_KEY) == str(user.pk))


def _open(row: Any) -> Open:
    data = row.get_decoded()
    mark = salted_hmac("practices.signin.session", row.session_key, algorithm="sha256").hexdigest()[:16]
    return Open(mark, row.session_key, _moment(data.get(_SIGNED_IN)), _moment(data.get(_USED)), row.expire_date)


def _moment(seconds: int | None) -> datetime.datetime | None:
    return None if seconds is None else datetime.datetime.fromtimestamp(seconds, datetime.UTC)
