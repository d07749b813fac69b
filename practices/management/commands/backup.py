"""`manage.py backup`: put the whole database into one file while the site is used. For cron, once a night."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from practices.backup import BackupError, encryption, making, restoring, retention

_KEEP = retention.Keep()
_NEWEST = Path()


class Command(BaseCommand):
    help = "Write a backup of the whole database into BACKUP_DIR, and remove those that the schedule keeps no longer."
    requires_system_checks = []  # a fault elsewhere must not keep anybody from a backup

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--keep",
            type=int,
            nargs=3,
            default=[_KEEP.daily, _KEEP.weekly, _KEEP.monthly],
            metavar=("DAYS", "WEEKS", "MONTHS"),
            help="Of how many days, weeks and months the newest backup is kept. 7 4 12 by default.",
        )
        other = parser.add_mutually_exclusive_group()
        other.add_argument(
            "--verify",
            type=Path,
            nargs="?",
            const=_NEWEST,
            metavar="FILE",
            help="Try a backup, the newest of BACKUP_DIR if none is named: restore it apart, and compare.",
        )
        other.add_argument("--new-key", type=Path, metavar="FILE", help="Write a new key for BACKUP_KEY_FILE.")
        parser.add_argument("--key", type=Path, metavar="FILE", help="The secret key, if not in BACKUP_KEY_FILE.")

    def handle(self, *args: Any, **options: Any) -> None:
        if min(options["keep"]) < 0:
            raise CommandError("--keep takes three numbers from 0 on.")
        try:
            if options["new_key"]:
                self._new_key(options["new_key"])
            elif options["verify"] is not None:
                self._verify(options["verify"], options["key"] or making.key_file())
            else:
                self._make(retention.Keep(*options["keep"]))
        except BackupError as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"The database can't be used: {error}") from None

    def _make(self, keep: retention.Keep) -> None:
        made = making.make()
        size = made.file.stat().st_size
        self.stdout.write(f"{made.file} ({size} bytes): {len(made.manifest['tables'])} tables, {made.rows} rows.")
        for old in retention.remove_old(making.folder(), keep):
            self.stdout.write(f"Removed {old.name}, which the schedule keeps no longer.")

    def _verify(self, file: Path, key: Path | None) -> None:
        found = retention.newest(making.folder()) if file == _NEWEST else file
        if found is None:
            raise CommandError(f"There is no backup in {making.folder()}.")
        manifest = restoring.verify(found, key)
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{found.name} of {manifest['made']} can be restored: all {rows} rows are as they were.")

    def _new_key(self, file: Path) -> None:
        secret, public = encryption.new_key()
        try:
            opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"The key can't be written: {error}") from None
        with os.fdopen(opened, "w") as written:
            written.write(f"# public key: {public}\n{secret}\n")
        self.stdout.write(f"{file} is written. Keep a copy away from this machine: without it no backup can be read.")
        self.stdout.write(f"Its public key is {public}")
