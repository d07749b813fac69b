"""When the database takes nothing just now: which errors say so, what people are told, and when to try again.

An error of the code, such as a column that isn't there, is none of these: that stays a fault (500), but where the
database waits for migrations of this release.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from . import tables

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_log = logging.getLogger(__name__)


class Trouble(NamedTuple):
    """What keeps the database from taking something."""

    not_saved: StrOrPromise  # what is said where what was entered is given back
    not_done: StrOrPromise  # and where nothing was entered, or nothing that is given back
    seconds: int  # after which it is worth another try


BUSY = Trouble(
    gettext_lazy("Nothing has been saved: the site is busy just now. What you entered is still here. Try again."),
    gettext_lazy("This could not be done: the site is busy just now. Try again in a moment."),
    10,
)
# A disk that is full, or files that can't be written, or read: it doesn't pass by itself.
NO_ROOM = Trouble(
    gettext_lazy(
        "Nothing has been saved: the site can’t store anything at present. What you entered is still here."
        " Keep this page open, tell an administrator, and try again later."
    ),
    gettext_lazy(
        "This could not be done: the site can’t store anything at present. Tell an administrator, and try again later."
    ),
    300,
)

# By what SQLite (https://sqlite.org/rescode.html) and PostgreSQL (appendix A of its manual) call them.
_OF_SQLITE = {
    **dict.fromkeys([sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED], BUSY),
    **dict.fromkeys(
        [sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN], NO_ROOM
    ),
    **dict.fromkeys([sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB], NO_ROOM),
}
_OF_POSTGRESQL = {
    "40001": BUSY,  # serialization failure
    "40P01": BUSY,  # deadlock
    "55P03": BUSY,  # lock timeout
    "57014": BUSY,  # statement timeout
    "57P01": BUSY, "57P02": BUSY, "57P03": BUSY, "57P05": BUSY,  # it shuts down, starts, or has closed the session
    "53200": BUSY, "53300": BUSY,  # no memory or no connection left
    "25006": NO_ROOM,  # read-only transaction, as on a standby
    "53100": NO_ROOM, "58030": NO_ROOM,  # disk full or broken
}  # fmt: skip
_OF_FILES = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Return what an error says of the database and its disk, or None for a fault of another kind."""
    if isinstance(error, OSError):
        return NO_ROOM if error.errno in _OF_FILES else None
    if not isinstance(error, Error):
        return None
    cause = error.__cause__
    if tables.are_missing(cause):
        return BUSY
    if isinstance(cause, sqlite3.Error):
        return _OF_SQLITE.get(getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state:
        return BUSY if state.startswith("08") else _OF_POSTGRESQL.get(state)
    # Without a state, psycopg tells of the connection: refused, broken, or none free in the pool in time.
    return BUSY if cause is not None and isinstance(error, (OperationalError, InterfaceError)) else None


def or_again(request: HttpRequest, answer: Callable[[], Any], again: Callable[[Trouble], Any]) -> Any:
    """Return what `answer` does; where the database can't take what a POST sent, the page that `again` makes of that.

    `again` must write nothing. Where it returns None, or for another fault, the error is raised.
    """
    posted = request.POST if request.method == "POST" else None
    try:
        return answer()
    except (Error, OSError) as error:
        trouble = trouble_of(error)
        if trouble is None or posted is None:
            raise
        _log.error("Not saved: %s: %s", request.path, error)
        if not connection.in_atomic_block:  # as in a test
            connection.close_if_unusable_or_obsolete()  # where it broke, the page gets another
        request.POST = posted  # type: ignore[assignment]
        request._messages = default_storage(request)  # type: ignore[attr-defined] # without what is no longer true
        page = again(trouble)
        if page is None:
            raise
        return marked(page, trouble) if page.status_code == 200 else page  # else it leads on: it isn't there any more


def marked(response: Any, trouble: Trouble) -> Any:
    """Return an answer as one that says: not now, but soon (503)."""
    response.status_code = 503
    response["Retry-After"] = str(trouble.seconds)
    response["Cache-Control"] = "no-store"
    return response


class PatientSessionMiddleware(SessionMiddleware):
    """Hands out what was done even where the session can't be written: it was done, and its page says so.

    Not so where somebody signs in, which rests on the new session.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        is_known = request.session.session_key == request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, DatabaseError) as interrupted:
            error = database_error(interrupted)
            if trouble_of(error) is None:
                raise
            if not is_known:
                raise error from error.__cause__
            _log.error("A session is not saved: %s", error)
            return response


def database_error(error: BaseException) -> BaseException:
    """Return what the database said. To Django, each of its errors means that the session is gone."""
    while error.__context__ is not None and not isinstance(error, Error):
        error = error.__context__
    return error
