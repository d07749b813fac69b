"""`manage.py restore`: put a backup into the place of the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from practices.backup import BackupError, making, restoring
from practices.backup.archive import Manifest
from practices.search import IndexUnavailable


class Command(BaseCommand):
    help = (
        "Put a backup into the place of the database, and keep what was there aside. Everything is checked first. "
        "A database that holds anything is replaced only with --overwrite and the host of the site."
    )
    requires_system_checks = []  # there may be no database yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The backup.")
        parser.add_argument("--dry-run", action="store_true", help="Check everything, and say what would be done.")
        parser.add_argument("--overwrite", action="store_true", help="Replace a database that holds something.")
        parser.add_argument("--site", metavar="HOST", help="The host of SITE_URL, so that it is no other site.")
        parser.add_argument(
            "--jump", action="store_true", help="Let numbers jump: the database was put back by other means before."
        )
        parser.add_argument("--key", type=Path, metavar="FILE", help="The secret key, if not in BACKUP_KEY_FILE.")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["key"] or making.key_file()
        try:
            if options["dry_run"]:
                self._tell(restoring.verify(options["file"], key))
                self.stdout.write("Nothing was changed.")
            else:
                self._say(
                    restoring.restore(options["file"], key, lambda found: self._ask(found, options), options["jump"])
                )
        except BackupError as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"The database can't be used: {error}") from None
        except IndexUnavailable as error:
            raise CommandError(f"It is restored, but the search index is not: {error} Run `manage.py index`.") from None

    def _tell(self, manifest: Manifest) -> None:
        """Say what is about to happen."""
        rows = {name: table["rows"] for name, table in manifest["tables"].items()}
        self.stdout.write(f"The backup is of {manifest['site']}, made at {manifest['made']}, and whole:")
        self.stdout.write(
            f"{rows['practices_practice']} practices, {rows['auth_user']} accounts, {sum(rows.values())} rows."
        )
        if restoring.is_in_the_way():
            self.stdout.write(f"It would replace the database of {settings.SITE_URL}, kept aside in {making.folder()}.")
        else:
            self.stdout.write(f"The database of {settings.SITE_URL} is empty.")

    def _ask(self, manifest: Manifest, options: dict[str, Any]) -> None:
        """Say what is about to happen, and refuse to replace what is there unless told twice."""
        self._tell(manifest)
        is_told_twice = options["overwrite"] and options["site"] == settings.SITE.hostname
        if restoring.is_in_the_way() and not is_told_twice:
            raise CommandError(
                "The database holds something. Nothing was changed. "
                f"To replace it: --overwrite --site {settings.SITE.hostname}"
            )

    def _say(self, restored: restoring.Restored) -> None:
        self.stdout.write("Restored, and the search index with it.")
        if restored.aside:
            self.stdout.write(f"What was there before is in {restored.aside}")
        if not restored.goes_on:
            self.stdout.write("What came after the backup is not known, so numbers have jumped.")
        self.stdout.write(f"The next practice gets a number above {restored.numbers.practice}.")
        self.stdout.write("Everybody has to sign in again. Dumps are made anew by `manage.py dump`.")
