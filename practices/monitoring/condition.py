"""When what runs beside the site ran last: dumps, checks of links."""

from __future__ import annotations

import datetime

from django.db.models import Max

from practices.dumps.files import manifests
from practices.models import LinkCheck


def last_dump() -> datetime.datetime | None:
    """Return when the last dump was made, or None if there is none."""
    try:
        return next((_moment(manifest["made"]) for manifest in manifests()), None)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def last_link_check() -> datetime.datetime | None:
    """Return when a link was checked last, or None if none was."""
    last: datetime.datetime | None = LinkCheck.objects.aggregate(last=Max("checked_at"))["last"]
    return last


def _moment(text: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
