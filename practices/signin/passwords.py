"""Looking at passwords: guarded, and few at the same moment, since each takes as much as a hundred pages do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from . import guard
from .refusals import Busy

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
