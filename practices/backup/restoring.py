"""Putting a backup back, and trying whether it could be put back.

Everything is done in a database apart: unpacked, held against the manifest, migrated, its numbers moved on. Then it
takes the place of the site's own in one transaction: processes that run see the old one or the new one, never half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError

from practices import search
from practices.models import Mail, Upload

from . import BackupError, archive, facts, making, numbers, stamps
from .archive import Manifest
from .databases import Database, Live, elsewhere, holds_anything
from .kinds import database
from .numbers import Numbers, Replaced


@dataclass(frozen=True)
class Restored:
    """What was done."""

    manifest: Manifest
    aside: Path | None  # where what was there before is kept
    numbers: Numbers  # from which the catalogue goes on
    goes_on: bool  # whether what came after the backup was known, else the numbers have jumped


@contextmanager
def checked(file: Path, key_file: Path | None) -> Iterator[tuple[Manifest, Path]]:
    """Yield what tells of a backup and its database, once it is sure that this code can use them. Raise BackupError."""
    with archive.opened(file, key_file, making.folder()) as (manifest, unpacked):
        _check(manifest, unpacked, database())
        yield manifest, unpacked


def verify(file: Path, key_file: Path | None) -> Manifest:
    """Restore a backup into an empty place, and compare all of it with what it tells. Raise BackupError."""
    with checked(file, key_file) as (manifest, unpacked), database().scratch(unpacked) as name:
        with elsewhere(name):
            _compare(manifest)
        return manifest


def is_in_the_way() -> bool:
    """Whether the site's database holds anything, or can't be read."""
    try:
        return holds_anything()
    except DatabaseError:
        return True


def restore(
    file: Path, key_file: Path | None, agree: Callable[[Manifest], None] = lambda manifest: None, jump: bool = False
) -> Restored:
    """Put a backup into the place of the site's database, whatever that holds, and keep that aside.

    `agree` is called when all is checked and nothing touched: it may raise. With `jump`, the database that is replaced
    is not believed to know what came after the backup. Raise BackupError.
    """
    now = datetime.now(UTC)
    with checked(file, key_file) as (manifest, unpacked), database().scratch(unpacked) as name:
        with elsewhere(name):
            _compare(manifest)
        agree(manifest)
        if facts.is_older(manifest):
            with elsewhere(name):
                call_command("migrate", verbosity=0, interactive=False)
        damaged = database().set_damaged_aside(f"{now:%Y%m%dT%H%M%SZ}")
        with database().locked() as live:
            restored = _take_over(live, name, manifest, damaged, now, jump)
    stamps.raise_high_water(restored.numbers.high_water)
    search.rebuild()
    return restored


def _take_over(live: Live, name: str, manifest: Manifest, damaged: Path | None, now: datetime, jump: bool) -> Restored:
    """Let the prepared database take the place of the site's, which nobody else writes meanwhile."""
    backup = Numbers.from_json(manifest["numbers"])  # nothing, if it was too old to be asked
    aside, replaced = damaged, Replaced()
    if damaged is None and is_in_the_way():
        aside = making.make(making.REPLACED).file
        replaced = _look_at_replaced(backup)
    made = datetime.fromisoformat(manifest["made"])
    if jump:
        replaced = replace(replaced, goes_on=False)
        made = min(made, datetime.fromisoformat(backup.changed_at or manifest["made"]))
    with elsewhere(name):
        # Whoever was signed in then need not be now. Files that somebody was about to import have gone their way, and
        # mails that waited have long been sent.
        Session.objects.all().delete()
        Upload.objects.all().delete()
        Mail.objects.all().delete()
        numbers.go_on(backup, made, replaced, Numbers.from_json(stamps.high_water()), now)
        reached = numbers.read()
    live.take_over(name)
    return Restored(manifest, aside, reached, replaced.goes_on)


def _look_at_replaced(backup: Numbers) -> Replaced:
    """Return what the site's database knows, or nothing where it is of a release whose tables are others."""
    try:
        return numbers.look_at_replaced(backup)
    except DatabaseError:
        return Replaced()


def _check(manifest: Manifest, unpacked: Path, own: Database) -> None:
    """Raise BackupError unless this code and this kind of database can use a backup."""
    of = manifest["database"]
    if of["vendor"] != own.vendor or unpacked.name != own.file:
        raise BackupError(f"It is a backup of {of['vendor']}, and DATABASE_URL names {own.vendor}.")
    if own.vendor == "postgresql" and int(of["version"].split(".")[0]) > int(own.version().split(".")[0]):
        raise BackupError(
            f"It was made on PostgreSQL {of['version']}, and this is {own.version()}: use a newer server."
        )
    if unknown := facts.unknown_migrations(manifest):
        raise BackupError(f"It was made by a newer release, which knows {', '.join(unknown)}. Install that first.")


def _compare(manifest: Manifest) -> None:
    if lines := facts.differences(manifest):
        raise BackupError("What came out of it is not what it tells of:\n  " + "\n  ".join(lines))
