"""`manage.py prepare`: everything that a machine needs before it serves, in one process."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError


class Command(BaseCommand):
    help = "Bring database, practices, search index and static files up to date. Can be run at any time."
    requires_system_checks = []  # migrate runs them

    def handle(self, *args: Any, **options: Any) -> None:
        with ThreadPoolExecutor() as pool:
            # Mostly compressing, which leaves the processor's other core free for the database.
            collected = pool.submit(call_command, "collectstatic", verbosity=0, interactive=False)
            self._prepare_data()
        collected.result()

    def _prepare_data(self) -> None:
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            raise CommandError(
                f"The database can't be used. Is DATABASE_URL right, and does it run?\n{error}"
            ) from None
        call_command("clean_texts")  # first, so that loading knows its own texts again
        call_command("load_practices")
        call_command("index", "--if-needed")
