"""`manage.py book`: write all practices as a book, for word processors (DOCX) and readers of books (EPUB)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from practices.papers.book import WRITERS, book
from practices.taxonomy.vocabularies import LANGUAGES


class Command(BaseCommand):
    help = (
        "Write every published practice into a book, as DOCX and as EPUB. `dump` does so every night, in all languages."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="English by default.")
        parser.add_argument("--to", type=Path, default=Path(), metavar="FOLDER", help="Where to. Here by default.")

    def handle(self, *args: Any, **options: Any) -> None:
        language, folder = options["language"], options["to"]
        folder.mkdir(parents=True, exist_ok=True)
        for ending, write_into in WRITERS.items():
            path = folder / f"labour-mobility-practices.{language}.{ending}"
            with path.open("wb") as file:
                write_into(file, book(language))
            self.stdout.write(f"{path} ({path.stat().st_size} bytes)")
