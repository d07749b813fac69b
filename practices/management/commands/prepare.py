"""`manage.py prepare`: everything that a machine needs before it serves, in one process."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError


class Command(BaseCommand):
    help = "Bring database, practices, search index and static files up to date. Can be run at any time."
    requires_system_checks = []  # migrate runs them

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            raise CommandError(
                f"The database can't be used. Is DATABASE_URL right, and does it run?\n{error}"
            ) from None
        call_command("load_practices")
        call_command("index", "--if-needed")
        call_command("collectstatic", verbosity=0, interactive=False)
