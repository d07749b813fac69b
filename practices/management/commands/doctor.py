"""`manage.py doctor`: everything that a deployment can get wrong, and how to mend it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand, CommandError

from practices.monitoring import live_checks, settings_checks

_NAMES = {checks.INFO: "note", checks.WARNING: "warning", checks.ERROR: "ERROR", checks.CRITICAL: "ERROR"}


class Command(BaseCommand):
    help = (
        "Look at settings, disks, clock, database, index, backups and what runs beside the site, and print each thing "
        "that is not as it should be with the way to mend it. Exit 1 if there is an error; warnings and notes exit 0."
    )
    requires_system_checks = []  # it runs them itself

    def handle(self, *args: Any, **options: Any) -> None:
        # Django's own for deployed sites ask for HTTPS, which a site for this machine alone doesn't have.
        of_django = checks.run_checks(include_deployment_checks=settings.HTTPS)
        found = [*of_django, *settings_checks.findings(), *live_checks.findings()]
        for message in sorted(found, key=lambda one: -one.level):
            self.stdout.write(f"{_NAMES.get(message.level, 'note')} {message.id}: {message.msg}")
            if message.hint:
                self.stdout.write(f"    {message.hint}")
        errors = sum(message.level >= checks.ERROR for message in found)
        warnings = sum(message.level == checks.WARNING for message in found)
        summary = f"{errors} errors, {warnings} warnings."
        if errors:
            raise CommandError(summary)
        self.stdout.write(summary)
