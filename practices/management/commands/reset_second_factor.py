"""`manage.py reset_second_factor NAME`: for when nobody is left who could do it in the admin."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from practices.signin import second_factor


class Command(BaseCommand):
    help = "Forget somebody's phone and recovery codes, so that they set up another phone with the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name with which they sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        person = get_user_model().objects.filter(username=options["name"]).first()
        if person is None:
            raise CommandError(f"Nobody is called {options['name']!r}.")
        second_factor.reset(person)
        self.stdout.write(f"Two-step sign-in of {person} is reset.")
