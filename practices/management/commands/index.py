"""`manage.py index`: rebuild the search index, or prove that it equals the database."""

import gc
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practices.models.change import record
from practices.search import IndexUnavailable, proof, rebuild


class Command(BaseCommand):
    help = "Rebuild this machine's search index from the database, while the old one goes on answering."

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument(
            "--check",
            action="store_true",
            help="Compare index and database, practice by practice. Exit 1 if they differ.",
        )
        group.add_argument("--if-needed", action="store_true", help="Rebuild only if there is no index that fits.")

    def handle(self, *args: Any, **options: Any) -> None:
        gc.freeze()  # what there is now lives to the end: to look through it for garbage takes a third of the time
        try:
            if options["check"]:
                self._check()
            elif options["if_needed"] and proof.is_usable():
                self.stdout.write("The search index is up to date.")
            else:
                rebuild(progress=self._progress)
                # Whoever rebuilds by hand may have changed something past the log: all pages are new now.
                record([None])
                self.stdout.write("")
        except IndexUnavailable as error:
            raise CommandError(str(error)) from None

    def _check(self) -> None:
        differences = proof.differences()
        for line in differences:
            self.stdout.write(line)
        if differences:
            raise CommandError(f"Index and database differ in {len(differences)} practices. Run `manage.py index`.")
        self.stdout.write(f"Index and database agree: {proof.published_count()} practices.")

    def _progress(self, done: int, total: int) -> None:
        width = 40
        filled = width * done // max(total, 1)
        self.stdout.write(f"\rIndexing [{'#' * filled}{'.' * (width - filled)}] {done} of {total}", ending="")
        self.stdout.flush()
