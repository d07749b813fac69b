"""`manage.py person_data WHO`: hand out, or delete, what is stored about one person (docs/operations.md)."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practices.housekeeping import person, person_deletion, person_export


class Command(BaseCommand):
    help = (
        "Export or delete what is stored about one person, by user name or mail address: account, proposals, history, "
        "and every other place that names them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("who", help="A user name, or a mail address: also of somebody without an account.")
        parser.add_argument("--export", type=Path, metavar="FILE", help="Write all of it into a new file, as JSON.")
        parser.add_argument("--delete", action="store_true", help="Delete it; the history stays, without their name.")
        parser.add_argument("--yes", action="store_true", help="Delete without asking.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["export"] or options["delete"]):
            raise CommandError("Say what to do: --export FILE, --delete, or both.")
        try:
            found = person.find(options["who"])
            if options["export"]:
                self._export(found, options["export"])
            if options["delete"]:
                self._delete(found, options["who"], options["yes"])
        except (person.NotFound, person_deletion.LastAdministrator) as error:
            raise CommandError(str(error)) from None

    def _export(self, found: person.Person, file: Path) -> None:
        text = person_export.as_json(found)
        try:
            opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"The file can't be written: {error}") from None
        with os.fdopen(opened, "w", encoding="utf-8") as written:
            written.write(text)
        self.stdout.write(f"{file} is written. Only you can read it: hand it to nobody but that person.")

    def _delete(self, found: person.Person, who: str, is_sure: bool) -> None:
        if not is_sure and input(f"Type {who} again to delete what is stored about them: ") != who:
            raise CommandError("Nothing was deleted.")
        for sentence in person_deletion.delete(found):
            self.stdout.write(sentence)
