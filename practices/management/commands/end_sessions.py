"""`manage.py end_sessions [NAME ...]`: for when sessions may be in wrong hands."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from practices.signin import session


class Command(BaseCommand):
    help = "End the sessions of some people, or of everybody. They sign in again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="the names with which they sign in; without any: everybody")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["names"]
        people = list(get_user_model().objects.filter(username__in=names))
        if unknown := set(names) - {person.get_username() for person in people}:
            raise CommandError(f"Nobody is called {', '.join(sorted(unknown))}.")
        ended = sum(session.end(person) for person in people) if names else session.end_all()
        self.stdout.write(f"Ended: {ended}.")
