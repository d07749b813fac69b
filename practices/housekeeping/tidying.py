"""What `manage.py tidy` deletes, a few rows at a time: whoever writes meanwhile waits for a batch, never for all of it.

What is over is asked anew for each batch, so tidying may be broken off, run twice at once, and run again.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone

from practices.alerts import letters
from practices.alerts import retention as alerts
from practices.briefings import making as briefings
from practices.changelog import reader
from practices.editorial import presence, previews, unsaved
from practices.mails import outbox
from practices.models import (
    Alert,
    Attempts,
    Briefing,
    Change,
    Mail,
    Mapping,
    Presence,
    PreviewLink,
    Submission,
    Unsaved,
    Upload,
    mapping,
    upload,
)
from practices.signin import session
from practices.submissions import mail, retention
from practices.web import throttle

BATCH = 500  # rows: tenths of a second
PAUSE = 0.1  # seconds between batches: SQLite lets whoever waits for it ask again so often
DAYS_OF_ACCOUNTS_LOG = 3 * 365  # who did what to accounts

Rows = models.QuerySet[Any]


def accounts_log() -> Rows:
    """Return what the admin's log says of accounts and roles, long ago.

    What it says of content stays: loading asks it what was edited before histories began (`loading/came.py`).
    """
    before = timezone.now() - datetime.timedelta(days=DAYS_OF_ACCOUNTS_LOG)
    return LogEntry.objects.filter(content_type__app_label="auth", action_time__lt=before)


def _delete(rows: Rows) -> None:
    rows.delete()


class Task(NamedTuple):
    """One kind of rows that go."""

    what: str
    model: type[models.Model]
    over: Callable[[], Rows]  # the rows that nobody needs any more
    kept: str  # until when, as docs/operations.md tells it
    end: Callable[[Rows], None] = _delete


_HOURS = int(upload.LIFETIME.total_seconds()) // 3600
TASKS = (
    Task("Submissions that were never confirmed", Submission, retention.unconfirmed, f"{mail.DAYS_UNCONFIRMED} days"),
    Task(
        "Names and addresses of decided submissions",
        Submission,
        retention.decided,
        f"{retention.DAYS_AFTER_DECISION} days",
        retention.forget_all,
    ),
    Task("Submissions decided long ago", Submission, retention.settled, f"{retention.DAYS_SETTLED} days"),
    Task("Alerts that were never confirmed", Alert, alerts.unconfirmed, f"{letters.DAYS_UNCONFIRMED} days"),
    Task("Counts of attempts", Attempts, throttle.over, f"{throttle.LONGEST.days} day"),
    Task("Sessions that are over", Session, session.over, "they are over"),
    Task("Mails that no server took", Mail, outbox.given_up, f"{outbox.GIVEN_UP.days} days"),
    Task("Tables sent for import", Upload, Upload.over, f"{_HOURS} hours"),
    Task("Text typed and never saved", Unsaved, unsaved.over, f"{unsaved.LIFETIME.days} days"),
    Task("Who had which form open", Presence, presence.over, f"{int(presence.KEPT.total_seconds()) // 3600} hour"),
    Task("How tables from elsewhere were understood", Mapping, Mapping.over, f"{mapping.KEPT.days} days"),
    Task("Shared previews that ended long ago", PreviewLink, previews.ended, f"{previews.DAYS_AFTER_END} days"),
    Task("Briefings that have ended", Briefing, briefings.over, f"{settings.BRIEFINGS_KEPT} days"),
    Task("Old entries of the change log", Change, reader.old, f"{reader.KEEP_ENTRIES} entries"),
    Task("Old entries of the log of accounts", LogEntry, accounts_log, f"{DAYS_OF_ACCOUNTS_LOG} days"),
)


def run(task: Task) -> int:
    """Delete what is over, batch by batch. Return how many rows that were."""
    done = 0
    while keys := _next(task):
        with transaction.atomic():
            # Asked again: somebody may need one since.
            rows = task.over().filter(pk__in=keys)
            done += rows.count()
            task.end(rows)
        if len(keys) == BATCH:
            time.sleep(PAUSE)
    return done


def _next(task: Task) -> list[Any]:
    return list(task.over().order_by("pk").values_list("pk", flat=True)[:BATCH])
