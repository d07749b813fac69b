"""Making a backup while the site is used."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from practices.caching.release import release

from . import BackupError, archive, encryption, facts, numbers, retention, stamps
from .archive import Manifest
from .kinds import database
from .numbers import Numbers

REPLACED = "replaced-"  # what a restore has put aside: no schedule removes it
_GIVEN_UP = 24 * 3600  # seconds after which nobody works on an unfinished backup any more


@dataclass(frozen=True)
class Made:
    """A backup that is in its place."""

    file: Path
    manifest: Manifest

    @property
    def rows(self) -> int:
        """How many rows there are in it."""
        return sum(table["rows"] for table in self.manifest["tables"].values())


def folder() -> Path:
    """Return the folder of backups, made if need be. Raise BackupError if it can't be used."""
    path: Path = settings.BACKUP_DIR
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupError(f"The folder of backups can't be made: {error}") from error
    return path


def key_file() -> Path | None:
    """Return the file of the key that backups are encrypted with, or None if they are not."""
    return Path(settings.BACKUP_KEY_FILE) if settings.BACKUP_KEY_FILE else None


def make(prefix: str = retention.PREFIX) -> Made:
    """Back the database up. Raise BackupError if that can't be done: then there is no new file."""
    place = folder()
    _remove_unfinished(place)
    now = _moment(place, prefix)
    if key := key_file():
        encryption.check(key)  # before all the work
    try:
        with archive.workplace(place) as work:
            copy = work / database().file
            copy.touch(mode=0o600)
            manifest = _about(now)
            with database().frozen(copy):
                manifest |= facts.read()
                reached = _numbers()
            if not manifest["tables"]:
                raise BackupError("The database is empty. Does the command have the settings of the site?")
            manifest["numbers"] = reached.as_json()
            file = archive.write(work, copy, manifest, place / retention.name(prefix, now), key)
    except OSError as error:  # a full disk
        raise BackupError(f"The backup can't be written: {error}") from error
    stamps.raise_high_water(reached.high_water)
    if prefix == retention.PREFIX:
        stamps.remember_backup(now, file)
    return Made(file, manifest)


def _moment(place: Path, prefix: str) -> datetime:
    """Return now, once no other backup is named after this second."""
    now = datetime.now(UTC)
    while any(place.glob(f"{retention.name(prefix, now)}*")):
        time.sleep(0.05)
        now = datetime.now(UTC)
    return now


def _numbers() -> Numbers:
    """Return up to where numbers were given, or nothing if the database is of a release too old to be asked."""
    try:
        return numbers.read()
    except DatabaseError:
        return Numbers()


def _about(now: datetime) -> Manifest:
    """Return what, when and by which code; of the settings the names alone, since some are secret."""
    connection.ensure_connection()
    return {
        "made": now.isoformat(),
        "site": settings.SITE_URL,
        "release": release(),
        "database": {"vendor": database().vendor, "version": database().version()},
        "settings": sorted(name for name in os.environ if name.isupper() and hasattr(settings, name)),
    }


def _remove_unfinished(place: Path) -> None:
    """Remove what runs that were killed have left behind."""
    for left in place.glob(f"{archive.UNFINISHED}*"):
        with suppress(FileNotFoundError):  # it was finished just now
            if time.time() - left.stat().st_mtime > _GIVEN_UP:
                shutil.rmtree(left, ignore_errors=True)
