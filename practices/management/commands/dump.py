"""`manage.py dump`: write the whole catalogue into files for download, and as a book. For cron, once a night."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from practices.dumps import files
from practices.taxonomy.vocabularies import LANGUAGES


def _count(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise ArgumentTypeError("give a number from 1 on")
    return int(text)


class Command(BaseCommand):
    help = (
        "Write every published practice into JSON Lines and CSV, and as a book in each language, with checksums, where "
        "/dumps/ hands them out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--keep", type=_count, default=7, metavar="N", help="How many dumps to keep. 7 by default.")
        parser.add_argument("--without-books", action="store_true", help="Write the data alone.")

    def handle(self, *args: Any, **options: Any) -> None:
        about = files.make(timezone.now(), options["keep"], () if options["without_books"] else LANGUAGES)
        self.stdout.write(f"{about['practices']} practices, complete up to change {about['cursor']}:")
        for file in about["files"]:
            self.stdout.write(f"{settings.DUMPS_DIR / file['name']} ({file['bytes']} bytes)")
