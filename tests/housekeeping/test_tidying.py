"""What grows has an end or a reason to stay, and `manage.py tidy` deletes what is over and nothing younger."""

from __future__ import annotations

import datetime
import os
import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from practices.changelog import reader
from practices.housekeeping import folders, tidying
from practices.mails import outbox
from practices.models import (
    Alert,
    Attempts,
    Briefing,
    Change,
    LinkCheck,
    Mail,
    Mapping,
    Practice,
    Presence,
    PreviewLink,
    Submission,
    Unsaved,
    Upload,
)
from tests import factories
from tests.submissions import proposals

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

ROWS = re.findall(
    r"^\| (`[a-z_]+`.*?) \| (tidied|stays) \|(.*?)\| (.+) \|$",
    (settings.BASE_DIR / "docs" / "operations.md").read_text(),
    re.MULTILINE,
)
TOLD = {table: (fate, until, why) for tables, fate, until, why in ROWS for table in re.findall(r"`([a-z_]+)`", tables)}
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def test_every_table_is_told_to_stay_or_to_be_tidied() -> None:
    assert set(TOLD) == set(connection.introspection.table_names()) - {"django_migrations"}
    tidied = {task.model._meta.db_table for task in tidying.TASKS} | {LinkCheck._meta.db_table}  # that by `check_links`
    assert {table for table, (fate, _until, _why) in TOLD.items() if fate == "tidied"} == tidied
    assert all(why for _fate, _until, why in TOLD.values())


@pytest.mark.parametrize("task", tidying.TASKS, ids=lambda task: task.what)
def test_the_table_tells_until_when(task: tidying.Task) -> None:
    assert task.kept in TOLD[task.model._meta.db_table][1]


# What goes ---------------------------------------------------------------------------------------


def _aged(model: Any, row: models.Model, **moments: Any) -> None:
    model._base_manager.filter(pk=row.pk).update(**moments)


def submission(state: str, field: str) -> Callable[[datetime.timedelta], None]:
    """Return what makes a submission of an age."""

    def make(age: datetime.timedelta) -> None:
        _aged(Submission, proposals.made(state), **{field: timezone.now() - age})

    return make


def anonymous(age: datetime.timedelta) -> None:
    made = proposals.made("declined", email="")
    _aged(Submission, made, decided_at=timezone.now() - age)


def alert(age: datetime.timedelta) -> None:
    made = Alert.objects.create(address="sealed", address_key=str(age), question="")
    _aged(Alert, made, made_at=timezone.now() - age)


def count(age: datetime.timedelta) -> None:
    Attempts.objects.create(action="save", key=str(age), since=timezone.now() - age, count=3)


def session(age: datetime.timedelta) -> None:
    Session.objects.create(session_key=f"s{age.total_seconds()}", expire_date=timezone.now() - age)


def mail(age: datetime.timedelta) -> None:
    _aged(Mail, outbox.write("amina@example.org", "Subject", "Text"), written_at=timezone.now() - age)


def upload(age: datetime.timedelta) -> None:
    user = User.objects.first() or factories.person("amina")
    _aged(Upload, Upload.objects.create(user=user, table={}), at=timezone.now() - age)


def mapping(age: datetime.timedelta) -> None:
    Mapping.objects.create(headings=str(uuid.uuid4()), used_at=timezone.now() - age)


def preview(age: datetime.timedelta) -> None:
    link = PreviewLink.objects.create(practice=factories.draft(), until=timezone.localdate() + DAY)
    _aged(PreviewLink, link, revoked_at=timezone.now() - age)


def unsaved(age: datetime.timedelta) -> None:
    user = User.objects.first() or factories.person("amina")
    Unsaved.objects.create(user=user, practice=factories.draft(), version=0, typed={}, at=timezone.now() - age)


def presence(age: datetime.timedelta) -> None:
    user, seen = User.objects.first() or factories.person("amina"), timezone.now() - age
    Presence.objects.create(user=user, practice=factories.draft(), since=seen, seen_at=seen)


def briefing(age: datetime.timedelta) -> None:
    kept = datetime.timedelta(days=settings.BRIEFINGS_KEPT)
    Briefing.objects.create(digest=uuid.uuid4().hex, title="A", content={}, ends_at=timezone.now() - age + kept)


def log(age: datetime.timedelta) -> None:
    user = User.objects.first() or factories.person("amina")
    for model in (User, Practice):
        kind = ContentType.objects.get_for_model(model)
        entry = LogEntry.objects.create(user=user, content_type=kind, object_id="1", action_flag=CHANGE)
        _aged(LogEntry, entry, action_time=timezone.now() - age)


MAKING: dict[str, tuple[Callable[[datetime.timedelta], None], datetime.timedelta]] = {
    "Submissions that were never confirmed": (submission("sent", "changed_at"), 30 * DAY),
    "Names and addresses of decided submissions": (submission("taken", "decided_at"), 90 * DAY),
    "Submissions decided long ago": (anonymous, 1095 * DAY),
    "Alerts that were never confirmed": (alert, 7 * DAY),
    "Counts of attempts": (count, DAY),
    "Sessions that are over": (session, 0 * DAY),
    "Mails that no server took": (mail, 3 * DAY),
    "Tables sent for import": (upload, 4 * HOUR),
    "Text typed and never saved": (unsaved, 30 * DAY),
    "Who had which form open": (presence, HOUR),
    "How tables from elsewhere were understood": (mapping, 730 * DAY),
    "Shared previews that ended long ago": (preview, 90 * DAY),
    "Briefings that have ended": (briefing, 730 * DAY),
    "Old entries of the log of accounts": (log, 1095 * DAY),
}


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize("what", MAKING)
def test_what_is_over_goes_in_batches_and_what_is_younger_stays(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make, longest = MAKING[what]
    task = next(task for task in tidying.TASKS if task.what == what)
    for hours in (1, 2, 3, 4, 5):
        make(longest + hours * HOUR)
    over = set(task.over().values_list("pk", flat=True))
    make(longest - HOUR)
    before = task.model._base_manager.count()
    assert len(over) == 5
    assert set(task.over().values_list("pk", flat=True)) == over
    pauses: list[float] = []
    monkeypatch.setattr(tidying, "BATCH", 2)
    monkeypatch.setattr(time, "sleep", pauses.append)
    assert (tidying.run(task), pauses) == (5, [tidying.PAUSE] * 2)
    left = task.model._base_manager.count()
    assert left == (before if task.end is not tidying._delete else before - 5)
    assert (task.over().count(), tidying.run(task)) == (0, 0)


def test_each_task_is_tried() -> None:
    assert {task.what for task in tidying.TASKS} - set(MAKING) == {"Old entries of the change log"}


def test_old_entries_of_the_change_log_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "KEEP_ENTRIES", 3)
    made = Change.objects.bulk_create(Change() for _number in range(10))
    call_command("tidy")
    assert list(Change.objects.order_by("pk")) == made[-4:]


def test_a_dry_run_only_counts(capsys: pytest.CaptureFixture[str]) -> None:
    submission("sent", "changed_at")(31 * DAY)
    call_command("tidy", "--dry-run")
    assert "Submissions that were never confirmed: 1 would be deleted.\n" in capsys.readouterr().out
    assert Submission.objects.count() == 1


def test_files_that_nobody_finishes_go(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.DUMPS_DIR = tmp_path, tmp_path / "dumps"
    settings.DUMPS_DIR.mkdir()
    old, new = settings.DUMPS_DIR / ".packing-a", settings.DUMPS_DIR / ".packing-b"
    half, whole = tmp_path / ".last-backup.json.0a1b2c3d", tmp_path / "last-backup.json"
    for path in (old, new, half, whole):
        path.touch()
    long_ago = time.time() - folders.GIVEN_UP - 60
    for path in (old, half, whole):
        os.utime(path, (long_ago, long_ago))
    call_command("tidy")
    assert [path.exists() for path in (old, new, half, whole)] == [False, True, False, True]


def test_it_is_run_each_night() -> None:
    assert " tidy " in (settings.BASE_DIR / "deploy" / "nightly").read_text()
