"""Browsers from which somebody has signed in before.

They are known by a cookie, so that whoever guesses a person's password from elsewhere, or many passwords, does not keep
that person out (OWASP calls it a device cookie).
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import get_random_string

COOKIE = f"{settings.COOKIE_PREFIX}known_browser"
KEPT = datetime.timedelta(days=90)


def remember(response: HttpResponseBase, user: AbstractBaseUser | AnonymousUser) -> None:
    """Have the browser of somebody who has just signed in say so from now on."""
    response.set_signed_cookie(
        COOKIE,
        get_random_string(22),
        salt=_salt(user.get_username()),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, name: str) -> str | None:
    """Return what tells this browser from others if the person of this name has signed in with it, else None."""
    return request.get_signed_cookie(COOKIE, default=None, salt=_salt(name), max_age=KEPT)


def _salt(name: str) -> str:
    """The cookie does not say whose it is: its signature holds for one name alone."""
    return f"practices.signin {name}"
