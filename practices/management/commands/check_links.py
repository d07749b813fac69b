"""`manage.py check_links`: check the outgoing links, slowly, for cron. `docs/links.md` tells how."""

import datetime
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practices.links.checking import Offline, check, due
from practices.links.fetching import Fetcher
from practices.links.pace import Pace
from practices.management.alone import AlreadyRunning, only_run
from practices.models import LinkCheck


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 36500:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0 to 36500")
    return number


class Command(BaseCommand):
    help = (
        "Check the links of sources and in the text of published practices, and keep what becomes of them for the "
        "curators. Exit 0: the run came to its end, whatever it found; 1: another run is under way, or no site "
        "answered at all; 130: interrupted. Each result is kept as soon as it is known."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--older-than", type=_positive, default=6, metavar="DAYS", help="Leave alone what was checked since (6)."
        )
        parser.add_argument("--limit", type=_positive, metavar="NUMBER", help="Check so many addresses at most.")
        parser.add_argument(
            "--pause", type=_positive, default=5, metavar="SECONDS", help="Between two requests to a host (5)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with only_run("check-links"):
                self._run(**options)
        except AlreadyRunning:
            raise CommandError("Another run is under way.") from None
        except Offline:
            raise CommandError("No site answered: is this machine online? Nothing was kept.") from None

    def _run(self, *, older_than: int, limit: int | None, pause: int, **options: Any) -> None:
        all_due = due(datetime.timedelta(days=older_than))
        waiting = all_due[:limit]
        found: Counter[str] = Counter()
        try:
            for result in check(waiting, self.fetcher(pause)):
                found[result.verdict] += 1
                self.stdout.write(f"{result.verdict:8} {result.address}  {result.summary}")
                self.stdout.flush()
        except KeyboardInterrupt:
            self._sum_up(found, len(all_due))
            raise CommandError("Interrupted. The next run goes on from here.", returncode=130) from None
        self._sum_up(found, len(all_due))

    def fetcher(self, pause: int) -> Fetcher:
        """What asks for the addresses."""
        return Fetcher(Pace(pause))

    def _sum_up(self, found: Counter[str], due: int) -> None:
        parts = ", ".join(f"{found[verdict]} {verdict}" for verdict in LinkCheck.Verdict.values)
        self.stdout.write(f"Checked {found.total()} of {due} addresses that were due: {parts}.")
