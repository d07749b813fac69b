"""What can be wrong with a deployment while it runs: each with an id and how to mend it. These ask the database."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import Error as DatabaseError
from django.db import connection, connections
from django.db.models import Max
from django.utils import timezone

from practices.backup import last_backup
from practices.models import Change
from practices.search import IndexUnavailable
from practices.web import replica
from practices.web.tables import migrations

from . import condition, machine, readiness

_MOST_APART = 2.0  # seconds between two clocks
_LEAST, _FEW = 100_000_000, readiness.LEAST_FREE  # bytes of a disk
_OLD = datetime.timedelta(days=2)
_OLD_ALERTS = datetime.timedelta(hours=6)
_OLD_LINKS = datetime.timedelta(days=8)  # `check_links` comes to each link again after six


def findings() -> Iterator[CheckMessage]:
    """Yield what is wrong with this machine and its database at this moment."""
    yield from _disks()
    yield from _clock("The disk of DATA_DIR", machine.clock_of_disk, settings.DATA_DIR)
    try:
        yield from _database()
    except DatabaseError as error:
        text = f"The database gives no answer: {type(error).__name__}."
        yield Error(text, hint="Is DATABASE_URL right, and does the database run?", id="practices.E120")
    yield from _since("backup", last_backup(), _OLD, "Run `manage.py backup` once a day.", "practices.W131")
    yield from _since("dump", condition.last_dump(), _OLD, "Run `manage.py dump` once a night.", "practices.W132")


def _disks() -> Iterator[CheckMessage]:
    for folder, is_index in ((settings.DATA_DIR, False), (settings.SEARCH_INDEX_DIR, True)):
        if not machine.can_write(folder):
            name = "SEARCH_INDEX_DIR" if is_index else "DATA_DIR"
            text = f"{folder} ({name}) can't be written."
            hint = "Let the user that the catalogue runs as write there: the disk may be read-only, full, or another's."
            yield Error(text, hint=hint, id="practices.E122" if is_index else "practices.E121")
    if kind := machine.network_disk(settings.SEARCH_INDEX_DIR):
        text = f"The search index lies on a network disk ({kind}): slow, and with locks that can't be relied on."
        yield Warning(text, hint="Set SEARCH_INDEX_DIR to a folder of this machine.", id="practices.W123")
    free = shutil.disk_usage(settings.DATA_DIR).free
    hint = "Make room, or keep fewer dumps and backups. `df -h` tells which disk it is."
    if free < _LEAST:
        yield Error(f"Only {free // 10**6} MB are left on the disk of DATA_DIR.", hint=hint, id="practices.E124")
    elif free < _FEW:
        yield Warning(f"Only {free // 10**6} MB are left on the disk of DATA_DIR.", hint=hint, id="practices.W124")


def _clock(whose: str, ahead: Callable[..., float], *given: Path) -> Iterator[CheckMessage]:
    try:
        seconds = ahead(*given)
    except OSError:  # it can't be written, which is told already
        return
    if abs(seconds) > _MOST_APART:
        text = f"{whose} is {abs(seconds):.0f} seconds {'ahead of' if seconds > 0 else 'behind'} this machine's clock."
        hint = "Let all machines keep the time (`timedatectl set-ntp true`): links, codes and harvesters go by it."
        yield Warning(text, hint=hint, id="practices.W125")


def _database() -> Iterator[CheckMessage]:
    yield from _clock("The database's clock", machine.clock_of_database)
    missing, ahead = migrations()
    if missing:
        text = f"{len(missing)} migrations are not applied, the first is {missing[0]}."
        yield Error(text, hint="Run `manage.py migrate`, or `manage.py prepare`.", id="practices.E126")
        return  # what follows needs its tables
    if ahead:
        text = f"The database is ahead of this release: {ahead[-1]}."
        yield Warning(text, hint="Install the newer release again, or restore a backup.", id="practices.W126")
    newest = Change.objects.aggregate(last=Max("at"))["last"]
    if newest and (newest - timezone.now()).total_seconds() > _MOST_APART:
        text = "The last change was made in the future: this clock is behind, or one was ahead."
        yield Warning(text, hint="Set the clock (`timedatectl`), and look at the other machines'.", id="practices.W127")
    yield from _index()
    yield from _journal()
    yield from _pooler()
    if replica.exists():
        yield from _replica()
    hint = "Run `manage.py check_links` once a day."
    yield from _since("check of links", condition.last_link_check(), _OLD_LINKS, hint, "practices.W133")
    yield from _alerts()


def _alerts() -> Iterator[CheckMessage]:
    """What keeps readers from being told by mail. It runs on one machine of several: the others say so for nothing."""
    if not condition.has_alerts():
        return
    hint = "Run `manage.py send_alerts` every quarter of an hour, on one machine."
    yield from _since("run of send_alerts", condition.last_alerts(), _OLD_ALERTS, hint, "practices.W135")
    if not condition.addresses_can_be_read():
        text = "Addresses that are told by mail can't be read: the key that sealed them is not among the settings."
        hint = "Put it back, at the end of ADDRESS_KEYS or as SECRET_KEY, then run `manage.py send_alerts --seal-anew`."
        yield Error(text, hint=hint, id="practices.E136")


def _index() -> Iterator[CheckMessage]:
    try:
        lag = readiness.index_lag()
    except IndexUnavailable as error:
        text = f"There is no search index that can be used: {error}"
        yield Warning(text, hint="Run `manage.py index`; the site makes one by itself, too.", id="practices.W128")
        return
    if lag.seconds > readiness.LAG:
        text = f"The search index is {lag.changes} changes behind, for {lag.seconds:.0f} seconds."
        hint = "Nothing reads them while nobody asks; if the site runs, run `manage.py index` and look at its log."
        yield Warning(text, hint=hint, id="practices.W129")


def _journal() -> Iterator[CheckMessage]:
    if connection.vendor != "sqlite" or not machine.has_wal_fault():
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
    if mode == "wal":
        text = "The SQLite file is in WAL mode, and this SQLite can corrupt it then."
        hint = "Stop the site and run `PRAGMA journal_mode=DELETE` on the file, or install SQLite 3.51.3 or later."
        yield Error(text, hint=hint, id="practices.E130")


def _pooler() -> Iterator[CheckMessage]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        (bound,) = cursor.fetchone()
    if bound == "0":
        text = "Who saves waits without an end for a row that somebody else has locked."
        hint = "Let the pooler set lock_timeout (docs/scaling.md), or unset DATABASE_POOLER where there is none."
        yield Warning(text, hint=hint, id="practices.W112")


def _replica() -> Iterator[CheckMessage]:
    try:
        with connections[replica.ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            (follows,) = cursor.fetchone()
    except DatabaseError as error:
        text = f"The replica gives no answer: {type(error).__name__}."
        yield Warning(text, hint="Is DATABASE_REPLICA_URL right, and does it run?", id="practices.W113")
        return
    if not follows:
        text = "DATABASE_REPLICA_URL leads to a database that follows no other one, so it is never read."
        yield Error(text, hint="Write the address of a streaming replica, or unset it.", id="practices.E113")


def _since(
    what: str, last: datetime.datetime | None, limit: datetime.timedelta, hint: str, number: str
) -> Iterator[CheckMessage]:
    if last is None:
        yield Warning(f"Last {what}: none yet.", hint=hint, id=number)
    elif timezone.now() - last > limit:
        yield Warning(f"Last {what}: {(timezone.now() - last).days} days ago.", hint=hint, id=number)
