"""`manage.py load_practices`: load the catalogue's first content from fixtures/."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.changelog import records
from practices.loading import Problems, load
from practices.models import Record


class Command(BaseCommand):
    help = (
        "Load vocabularies, sources and practices from fixtures/. Validates everything first and loads all or nothing. "
        "What nobody has edited since it was loaded is brought up to date; what somebody has edited stays as it is and "
        "is named. It can be run at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *args: Any, **options: Any) -> None:
        if Record.objects.exists():
            records.keep_up()  # so that they know what terms said before
        try:
            loaded = load(options["folder"])
        except Problems as problems:
            raise CommandError(f"Nothing was loaded. Mend this first:\n{problems}") from None
        records.keep_up()  # their time is that of loading, not that of the first harvester
        self.stdout.write(f"{loaded.practices} practices in the fixtures, {loaded.new} of them new.")
        for number, what in ((loaded.updated, "brought up to date"), (loaded.merged, "merged into others")):
            if number:
                self.stdout.write(f"{number} {what}.")
        self._name("Edited here, so what the fixtures hold now waits for the editors", loaded.offered)
        self._name("Edited here, so left as they are", loaded.left)

    def _name(self, heading: str, lines: tuple[str, ...]) -> None:
        if lines:
            self.stdout.write(f"{heading}:\n" + "\n".join(f"  {line}" for line in lines))
