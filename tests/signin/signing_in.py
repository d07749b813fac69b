"""What signing in takes, as a person with a phone does it."""

from __future__ import annotations

from typing import Any

import django_otp
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from practices.signin import second_factor

LOGIN = "/admin/login/"
CODE = "/admin/second-factor/code/"
RECOVERY = "/admin/second-factor/recovery/"
SET_UP = "/admin/second-factor/set-up/"
OVERVIEW = "/admin/second-factor/"
CODES = "/admin/second-factor/codes/"
PASSWORD = "correct horse battery"


def person(name: str = "amina", **fields: Any) -> Any:
    """Make a curator who may see everything."""
    return get_user_model().objects.create_superuser(name, password=PASSWORD, **fields)


def phone(user: Any) -> TOTPDevice:
    """Give somebody a phone."""
    return TOTPDevice.objects.create(user=user, name="phone")


def code_of(device: TOTPDevice) -> str:
    """Return what the app on the phone shows."""
    return code_of_key(device.bin_key)


def code_of_key(key: bytes) -> str:
    return f"{totp(key):06d}"


def wrong_code(device: TOTPDevice) -> str:
    """Return six digits that the app shows neither now nor soon."""
    right = {totp(device.bin_key, drift=steps) for steps in range(-3, 4)}
    return next(f"{number:06d}" for number in range(10) if number not in right)


def give_password(client: Client, name: str = "amina", password: str = PASSWORD, **more: Any) -> Any:
    """Take the first step."""
    address = more.pop("path", LOGIN)
    return client.post(address, {"username": name, "password": password}, **more)


def fail(client: Client, times: int = 1, name: str = "amina", **more: Any) -> Any:
    """Give wrong passwords, and return the last answer."""
    for _time in range(times):
        response = give_password(client, name, "a wrong password", **more)
    return response


def sign_in_both_ways(client: Client, user: Any) -> None:
    """Make the client somebody's who has taken both steps, and who gets a phone if there is none."""
    client.force_login(user)
    request = HttpRequest()
    request.session, request.user = client.session, user
    django_otp.login(request, second_factor.phone_of(user) or phone(user))
    request.session.save()


def is_in(client: Client) -> bool:
    """Whether the client may enter the admin."""
    return bool(client.get("/admin/").status_code == 200)


def session_key(client: Client) -> str | None:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else None
