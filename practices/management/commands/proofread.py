"""`manage.py proofread [FOLDER]`: hold the first content against its documents, the glossary and our own rules."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.proofreading import TRANSLATIONS, Proofreader, measure


class Command(BaseCommand):
    help = (
        "Hold the entries in fixtures/ against the documents in a folder: each number stands at the cited place, no "
        "run of nine words is theirs; and write what was found to fixtures/proof/. Without a folder, hold them against "
        "what stands there, as the tests do. Translations are held against the English and docs/glossary.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="the documents as plain text; no part of the project")
        parser.add_argument("--readability", action="store_true", help="report sentences and LIX of each text")

    def handle(self, *args: Any, **options: Any) -> None:
        reader = Proofreader(settings.BASE_DIR)
        if options["readability"]:
            self.report(reader)
        problems = list(reader.by_documents(options["folder"])) if options["folder"] else []
        for entry in reader.entries:
            if not options["folder"]:
                problems += [*reader.unproven_numbers(entry), *reader.shared_runs(entry)]
            problems += [said for language in TRANSLATIONS for said in reader.translation(entry, language)]
        if problems:
            raise CommandError("\n".join([*problems, f"{len(problems)} to mend."]))
        self.stdout.write(f"All agree with their documents and the glossary. Entries: {len(reader.entries)}.")

    def report(self, reader: Proofreader) -> None:
        """Print how long the sentences are, entry by entry and language by language."""
        self.stdout.write(f"{'':60}  words  longest sentence  average  LIX")
        for entry in reader.entries:
            for language in ("en", *TRANSLATIONS):
                told = measure("\n".join(entry.texts(language).values()))
                counted = f"{told.words:6} {told.longest:17} {told.average:8.1f} {told.lix:4.0f}"
                self.stdout.write(f"{f'{entry.file}, {language}':60} {counted}")
