"""`manage.py mirror`: write the whole public site as static files, or bring them up to date. For cron, once a night."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practices.mirror.crawling import mirror
from practices.mirror.folder import NotAMirror

_MOST_TOLD = 20  # addresses that are missing


def _jobs(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise ArgumentTypeError("give a number from 1 to 64")
    return int(text)


class Command(BaseCommand):
    help = "Write the whole public site into a folder, as files that need no server; again: only what has changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="A folder of its own, made if need be.")
        parser.add_argument("--zip", type=Path, metavar="FILE", help="Also pack the offline edition into this file.")
        parser.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="How many processes. 1 by default.")

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        try:
            report = mirror(options["folder"], timezone.localdate(), options["jobs"])
        except NotAMirror as error:
            raise CommandError(str(error)) from error
        took = time.monotonic() - start
        if report.is_unchanged:
            self.stdout.write(f"{options['folder']}: nothing has changed, {report.files} files.")
        else:
            self.stdout.write(
                f"{options['folder']}: {report.files} files, {report.written} written, {report.removed} removed, "
                f"{took:.0f} s, {report.files / max(took, 0.001):.0f} files a second."
            )
        for address, status in report.missing[:_MOST_TOLD]:
            self.stderr.write(f"{address} was not copied: the site answered {status}.")
        if report.missing:
            raise CommandError(f"{len(report.missing)} addresses that pages lead to could not be copied.")
