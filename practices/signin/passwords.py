"""Looking at passwords: guarded, and few at the same moment, since each takes as much as a hundred pages do. And which
new ones are good enough.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from . import guard
from .refusals import Busy
from .told import tell

LONGEST = 4096  # characters of a password
PLACES = 2  # one password is hashed while another waits: each holds one of the server's threads

# Two queues, so that strangers who send many passwords do not keep out those who were here before.
_strangers, _known = BoundedSemaphore(PLACES), BoundedSemaphore(PLACES)
_turn = Lock()
_thread = threading.local()


@contextmanager
def _place(queue: BoundedSemaphore) -> Iterator[None]:
    """Take a place, for all that is hashed meanwhile. Raise Busy if there is none."""
    if getattr(_thread, "has_place", False):
        yield
        return
    if not queue.acquire(blocking=False):
        if guard.is_news("busy", seconds=60):
            guard.log.warning("More passwords than can be looked at: some are refused")
        raise Busy
    _thread.has_place = True
    try:
        yield
    finally:
        _thread.has_place = False
        queue.release()


class InTurn(PBKDF2PasswordHasher):
    """Django's own way of hashing, one at a time in a process. Whatever makes or checks a password comes by here."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Return the hash. Raise Busy if others wait already."""
        with _place(_known), _turn:
            return super().encode(password, salt, iterations)


class GuardedBackend(ModelBackend):
    """Whatever asks Django whether a password is right comes by here, and none is looked at that the guard refuses."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        """Return whose name and password these are, or None. Raise Refused after too many wrong ones, or if busy."""
        if username is None or password is None or len(password) > LONGEST:
            return None
        attempt = guard.password_attempt(request, username)
        with _place(_known if attempt.is_known else _strangers), attempt:
            user = super().authenticate(request, username, password, **kwargs)
            attempt.is_right = user is not None
        if user is None:
            named = get_user_model().objects.filter(username=username).first()
            tell("Wrong password, or an account that is closed", named, logging.WARNING)
        else:
            tell("Right password", user)
        return user


class LengthValidator(MinimumLengthValidator):
    """Not too short, as Django's own; nor so long that it is refused when signing in."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if it is either."""
        super().validate(password, user)
        if len(password) > LONGEST:
            raise ValidationError(
                _("This password is too long. It may have up to %(most)d characters.") % {"most": LONGEST}
            )


# What guessers of this site's passwords would try first (docs/signing-in.md).
WORDS = [
    *["labour", "labor", "migration", "migrant", "mobility", "practice", "practices", "catalogue", "curator", "editor"],
    *["publisher", "administrator", "iom", "oim", "travail", "migrations", "bonnes", "pratiques", "trabajo", "buenas"],
    *["migracion", "practicas", "password", "motdepasse", "contrasena"],
]


class GuessingValidator:
    """No password that a program guesses within 10,000 million tries: common ones and those that were stolen elsewhere,
    names, rows of keys, dates, repetitions, and what belongs to this site or the person, however they are combined.

    After D. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation" (USENIX Security 2016).
    """

    _LOOKED_AT = 72  # characters: a longer one is no easier, and looking takes longer
    _OF_ONES_OWN = 8  # letters and digits, besides what belongs to this site or the person

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if it is guessed easily."""
        from zxcvbn import zxcvbn  # only here: its lists take 14 MB, and few processes need them

        looked_at, near = password[: self._LOOKED_AT], _near(user)
        rest = re.sub("|".join([*near, r"\W", "_"]), "", looked_at.lower())
        if len(rest) < self._OF_ONES_OWN or zxcvbn(looked_at, user_inputs=near)["score"] < 4:
            raise ValidationError(_("This password is easy to guess. Take some words that have no connection."))

    def get_help_text(self) -> str:
        """Return the rule, as the page states it."""
        return _("Your password can’t be one that programs guess: take some words that have no connection.")


def _near(user: Any) -> list[str]:
    """Return the words that belong to this site or somebody, long ones first."""
    named = [str(getattr(user, field, "") or "") for field in ("username", "first_name", "last_name", "email")]
    own = re.findall(r"\w{3,}", " ".join([*named, str(settings.SITE_HOST), settings.PUBLISHER]).lower())
    return sorted({*WORDS, *own}, key=len, reverse=True)
