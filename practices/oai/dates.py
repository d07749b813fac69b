"""Times as the protocol writes them: `2026-11-22T09:20:00Z`, or a whole day `2026-11-22`, always UTC."""

from __future__ import annotations

import datetime
import re
from datetime import UTC

from .errors import bad_argument

DAY = "YYYY-MM-DD"
SECOND = "YYYY-MM-DDThh:mm:ssZ"
_FORMATS = {
    DAY: (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "%Y-%m-%d"),
    SECOND: (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"), "%Y-%m-%dT%H:%M:%SZ"),
}


def granularity(text: str) -> str:
    """Return whether a text has the form of a day or of a second. Raise badArgument for any other form."""
    for name, (pattern, _format) in _FORMATS.items():
        if pattern.fullmatch(text):
            return name
    raise bad_argument(f"A date is written as {DAY} or {SECOND}.")


def first_moment(text: str) -> datetime.datetime:
    """Return the time that is meant, or the beginning of the day. Raise badArgument."""
    try:
        return datetime.datetime.strptime(text, _FORMATS[granularity(text)][1]).replace(tzinfo=UTC)
    except ValueError:
        raise bad_argument("There is no such date.") from None


def last_moment(text: str) -> datetime.datetime:
    """Return the time that is meant, or the end of the day. Raise badArgument."""
    moment = first_moment(text)
    return moment if granularity(text) == SECOND else moment.replace(hour=23, minute=59, second=59)
