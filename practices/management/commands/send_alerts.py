"""`manage.py send_alerts`: mail what happened to those who asked to be told. For cron, every quarter of an hour."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from practices.alerts import sending, signing_up
from practices.mails import sealing
from practices.management.alone import AlreadyRunning, only_run


class Command(BaseCommand):
    help = (
        "Write the mails of all alerts that are due, and send them. It may be broken off and run again: nothing is "
        "told twice, and nothing is lost. Exit 0: all that is due is written, or another run is under way."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bounced", action="append", metavar="ADDRESS", help="Only count a mail that came back from this address."
        )
        parser.add_argument(
            "--seal-anew", action="store_true", help="Only seal all addresses with the first of ADDRESS_KEYS."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["bounced"]:
            self._count(options["bounced"])
        elif options["seal_anew"]:
            self._seal_anew()
        elif not signing_up.is_on():
            self.stdout.write("Nothing was sent: there is no mail server (EMAIL_HOST).")
        else:
            self._send()

    def _send(self) -> None:
        try:
            with only_run("send-alerts"):
                run = sending.run()
        except AlreadyRunning:
            self.stdout.write("Another run is under way.")
            return
        self.stdout.write(f"Alerts that were due: {run.looked}. Mails: {run.written}.")

    def _count(self, addresses: list[str]) -> None:
        found = signing_up.of(*addresses)
        before = found.count()
        with transaction.atomic():
            found.bounced()
        self.stdout.write(f"Alerts of these addresses: {before}, of which {before - found.count()} have ended.")

    def _seal_anew(self) -> None:
        try:
            count = sending.seal_anew()
        except sealing.Unreadable as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Addresses that another key had sealed: {count}. Now the first of ADDRESS_KEYS seals all.")
