"""`manage.py tidy`: delete what is kept no longer than it is needed. For cron, once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from practices.submissions.keeping import tidy


class Command(BaseCommand):
    help = "Delete submissions that were never confirmed, and names and addresses that are no longer needed."

    def handle(self, *args: Any, **options: Any) -> None:
        done = tidy()
        self.stdout.write(f"Submissions that were never confirmed: {done.deleted} deleted.")
        self.stdout.write(f"Names and addresses of decided submissions: {done.forgotten} deleted.")
        self.stdout.write(f"Counts of attempts: {done.counts} deleted.")
