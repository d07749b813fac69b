"""When what runs beside the site ran last: backups, dumps, checks of links."""

from __future__ import annotations

import datetime
import json

from django.conf import settings
from django.db.models import Max

from practices.dumps.files import manifests
from practices.models import LinkCheck

BACKUP_STAMP = "last-backup.json"  # in DATA_DIR, as {"at": a time in ISO 8601}


def last_backup() -> datetime.datetime | None:
    """Return when the last backup was made, or None if there is none yet or what tells of it can't be read."""
    try:
        return _moment(json.loads((settings.DATA_DIR / BACKUP_STAMP).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


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
