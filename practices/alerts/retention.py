"""How long alerts are kept that nobody confirmed. `manage.py tidy` deletes what this finds (`housekeeping/`)."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from practices.models import Alert

from .letters import DAYS_UNCONFIRMED


def unconfirmed() -> QuerySet[Any]:
    """Return the alerts that were not confirmed in time."""
    before = timezone.now() - datetime.timedelta(days=DAYS_UNCONFIRMED)
    found: QuerySet[Any] = Alert.objects.filter(confirmed_at=None, made_at__lt=before)
    return found
