"""Lines of the log: each of a request carries its number, its route and the number of a curator who is signed in; none
carries a token, a query or an address.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

HARMLESS = frozenset({"pk", "practice_id", "object_id"})  # what addresses hold that may be told, if it is a number
_SECRET = 8  # from so many characters on, another argument is taken out wherever it stands
# Where a word begins: tried at each of its letters, a long one would take the square of its length.
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+")
_VALUES = re.compile(r"DETAIL:.*")  # where PostgreSQL tells which values it refused


here: ContextVar[HttpRequest | None] = ContextVar("request_that_is_logged", default=None)  # its number is its `log_id`


def route_of(request: HttpRequest) -> str:
    """Return the name of the route of a request, never its path; 'none' where the address leads nowhere."""
    match = request.resolver_match
    return match.view_name if match is not None else "none"


def arguments_of(request: HttpRequest) -> dict[str, str]:
    """Return the harmless ones of the arguments in the address."""
    return {name: str(value) for name, value in _captured(request).items() if _is_harmless(name, value)}


def _captured(request: HttpRequest) -> dict[str, Any]:
    captured: dict[str, Any] | None = getattr(request.resolver_match, "captured_kwargs", None)
    return captured or {}


def _is_harmless(name: str, value: Any) -> bool:
    return name in HARMLESS and str(value).isdecimal()


class RequestFilter(logging.Filter):
    """Gives each record of a request its number and route, and takes paths and tokens out of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Django names the request of a fault that it tells of when that request is over.
        request = here.get() or getattr(record, "request", None)
        record.request_id, record.route, record.hidden, record.user = "-", "-", (), None
        if isinstance(request, HttpRequest):
            record.request_id = getattr(request, "log_id", "-")
            record.route, record.hidden = route_of(request), _secrets(request)
            # Only if it has been asked for: a line of the log asks the database nothing.
            record.user = getattr(getattr(request, "_cached_user", None), "pk", None)
            if not hasattr(record, "fields"):  # else it is of this room, and tells of no path
                _without_path(record, request)
        if record.name == "waitress":  # it knows no route
            record.msg = re.sub(r"(?<= while serving ).*", "a request", str(record.msg))
        return True


def _without_path(record: logging.LogRecord, request: HttpRequest) -> None:
    """Put the route in the place of the path, where a record tells of it."""
    if isinstance(record.args, tuple):
        told = " ".join([route_of(request), *arguments_of(request).values()])
        paths = (request.path, request.path_info, request.get_full_path())
        record.args = tuple(told if isinstance(arg, str) and arg in paths else arg for arg in record.args)


def _secrets(request: HttpRequest) -> tuple[str, ...]:
    others = [str(value) for name, value in _captured(request).items() if not _is_harmless(name, value)]
    return tuple(value for value in others if len(value) >= _SECRET)


class LineFormatter(logging.Formatter):
    """One line for people, with the number of the request where there is one."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}{of_request}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        number, route = getattr(record, "request_id", "-"), getattr(record, "route", "-")
        user = getattr(record, "user", None)
        by = f" user {user}" if user is not None else ""
        record.of_request = f" [{number} {route}{by}]" if number != "-" else ""
        return _clean(super().format(record), record)


class JsonFormatter(logging.Formatter):
    """One JSON object a line, with the traceback of an error in it."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _clean(record.getMessage(), record),
            "request_id": getattr(record, "request_id", "-"),
            "route": getattr(record, "route", "-"),
            **getattr(record, "fields", {}),
        }
        if (user := getattr(record, "user", None)) is not None:
            fields["user"] = user
        if record.exc_info:
            fields["traceback"] = _clean(self.formatException(record.exc_info), record)
        return json.dumps(fields, ensure_ascii=False)


def _clean(text: str, record: logging.LogRecord) -> str:
    """Take out tokens, mail addresses, and values that the database refused."""
    for secret in getattr(record, "hidden", ()):
        text = text.replace(secret, "…")
    if "@" in text:
        text = _MAIL.sub("(mail address)", text)
    return _VALUES.sub("DETAIL: (left out)", text) if "DETAIL:" in text else text
