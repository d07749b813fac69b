"""`manage.py tidy`: delete what is kept no longer than it is needed. For cron, once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from practices.mails import outbox
from practices.signin import session
from practices.submissions import retention


class Command(BaseCommand):
    help = "Delete what is kept no longer than needed: unconfirmed submissions, names and addresses, counts, sessions."

    def handle(self, *args: Any, **options: Any) -> None:
        done = retention.tidy()
        self.stdout.write(f"Submissions that were never confirmed: {done.deleted} deleted.")
        self.stdout.write(f"Names and addresses of decided submissions: {done.forgotten} deleted.")
        self.stdout.write(f"Counts of attempts: {done.counts} deleted.")
        session.tidy()
        self.stdout.write("Sessions that are over: deleted.")
        self.stdout.write(f"Mails that waited: {outbox.resend()} tried again.")
