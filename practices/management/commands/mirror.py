"""`manage.py mirror`: write the whole public site as static files, or bring them up to date. For cron, once a night."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practices.dumps import files
from practices.mirror.crawling import Report, mirror
from practices.mirror.folder import NotAMirror
from practices.mirror.packing import pack
from practices.models import change

_MOST_TOLD = 20  # addresses that are missing


def _jobs(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise ArgumentTypeError("give a number from 1 to 64")
    return int(text)


class Command(BaseCommand):
    help = "Write the whole public site into a folder, as files that need no server; again: only what has changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="A folder of its own, made if need be.")
        parser.add_argument(
            "--zip",
            type=Path,
            nargs="?",
            const=settings.DUMPS_DIR / files.OFFLINE,
            metavar="FILE",
            help="Also pack the offline edition: into this file or, without one, where About and /dumps/ offer it.",
        )
        parser.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="How many processes. 1 by default.")

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        try:
            report = mirror(options["folder"], timezone.localdate(), options["jobs"])
        except NotAMirror as error:
            raise CommandError(str(error)) from error
        self._tell(report, options["folder"], time.monotonic() - start)
        if options["zip"]:
            self._pack(options["folder"], options["zip"])
        for address, status in report.missing[:_MOST_TOLD]:
            self.stderr.write(f"{address} was not copied: the site answered {status}.")
        if report.missing:
            raise CommandError(f"{len(report.missing)} addresses that pages lead to could not be copied.")

    def _tell(self, report: Report, folder: Path, took: float) -> None:
        if report.is_unchanged:
            self.stdout.write(f"{folder}: nothing has changed, {report.files} files.")
        else:
            self.stdout.write(
                f"{folder}: {report.files} files, {report.written} written, {report.removed} removed, "
                f"{took:.0f} s, {report.files / max(took, 0.001):.0f} files a second."
            )

    def _pack(self, folder: Path, target: Path) -> None:
        is_first = target == settings.DUMPS_DIR / files.OFFLINE and not target.exists()
        target.parent.mkdir(parents=True, exist_ok=True)
        size = pack(folder, target)
        self.stdout.write(f"{target}: {size} bytes.")
        if is_first:
            change.record([None])  # pages that are kept don't offer it yet
