"""When what runs beside the site ran last: dumps, checks of links, alerts."""

from __future__ import annotations

import datetime

from django.db.models import Max

from practices.alerts import sending
from practices.dumps.files import manifests
from practices.mails import sealing
from practices.models import Alert, LinkCheck


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


def last_alerts() -> datetime.datetime | None:
    """Return when all that was due was told by mail last on this machine, or None if it never was."""
    return sending.last_run()


def has_alerts() -> bool:
    """Whether anybody is to be told by mail."""
    return Alert.objects.confirmed().exists()


def addresses_can_be_read() -> bool:
    """Whether the key is there that the first alert's address was sealed with."""
    first = Alert.objects.order_by("made_at").values_list("address", flat=True).first()
    try:
        return first is None or bool(sealing.opened(first))
    except sealing.Unreadable:
        return False


def _moment(text: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
