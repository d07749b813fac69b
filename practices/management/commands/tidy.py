"""`manage.py tidy`: delete what is kept no longer than it is needed. For cron, once a day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from practices.housekeeping import folders, tidying
from practices.mails import outbox


class Command(BaseCommand):
    help = (
        "Delete what is kept no longer than needed: unconfirmed submissions, names and addresses, counts, sessions, "
        "old logs. A few rows at a time, while the site is used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be deleted.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        done = "would be deleted" if dry_run else "deleted"
        for task in tidying.TASKS:
            count = task.over().count() if dry_run else tidying.run(task)
            self.stdout.write(f"{task.what}: {count} {done}.")
        left = list(folders.left_behind())
        for path in [] if dry_run else left:
            path.unlink(missing_ok=True)
        self.stdout.write(f"Files that were never finished: {len(left)} {done}.")
        if not dry_run:
            self.stdout.write(f"Mails that waited: {outbox.resend()} tried again.")
