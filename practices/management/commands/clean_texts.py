"""`manage.py clean_texts`: take out of stored texts what nobody sees. `prepare` does it, too."""

from typing import Any

from django.core.management.base import BaseCommand

from practices.editorial.cleaning import clean_texts


class Command(BaseCommand):
    help = (
        "Clean texts that an earlier release saved with soft hyphens, marks of byte order and other signs that nobody "
        "sees. The history of each thing says so. It can be run at any time; what is clean stays as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if count := clean_texts():
            self.stdout.write(f"{count} entries with signs that nobody sees: cleaned.")
