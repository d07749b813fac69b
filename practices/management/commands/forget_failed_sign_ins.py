"""`manage.py forget_failed_sign_ins`: let everybody try again who gave too many wrong passwords or codes."""

from typing import Any

from django.core.management.base import BaseCommand

from practices.signin import guard


class Command(BaseCommand):
    help = "Forget wrong passwords and codes, so that whoever has to wait can sign in at once."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Counts of wrong passwords and codes: {guard.forget()} deleted.")
