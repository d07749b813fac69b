"""The second step of signing in: a code from an app on the phone, or one of ten recovery codes.

django-otp keeps both. Of a recovery code it gets only the digest, so that nobody reads codes in the database. A
code is random and long enough (118 bits) for a fast digest.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import math
from typing import Any

import django_otp
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
_LENGTH = 24
_DIGEST = 16  # characters, 96 bits: what StaticToken has room for


def is_through(user: Any) -> bool:
    """Whether the user has given a code in this session, or need not: without a phone, where none is asked for."""
    if getattr(user, "otp_device", None) is not None:
        return True
    return not settings.SECOND_FACTOR and not _has_phone(user)


def _has_phone(user: Any) -> bool:
    """Whether the user has a phone, asked once for each request."""
    if not hasattr(user, "has_phone"):
        user.has_phone = phone_of(user) is not None
    return bool(user.has_phone)


def phone_of(user: Any) -> TOTPDevice | None:
    """Return what the codes of the user's app are checked with, or None if no phone is set up."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def recovery_of(user: Any) -> StaticDevice | None:
    """Return what the user's recovery codes are checked with, or None if there are none."""
    return StaticDevice.objects.filter(user=user, confirmed=True).first()


def codes_left(user: Any) -> int:
    """Return how many recovery codes the user has not used."""
    count: int = StaticToken.objects.filter(device__user=user).count()
    return count


def seconds_to_wait(device: TOTPDevice | StaticDevice) -> int:
    """Return how long no code is accepted after wrong ones: 1 second after the first, twice as long after each."""
    is_allowed, why = device.verify_is_allowed()
    if is_allowed:
        return 0
    until: datetime.datetime = why["locked_until"]
    return max(1, math.ceil((until - timezone.now()).total_seconds()))


def accepts_code(phone: TOTPDevice, code: str) -> bool:
    """Use up a code from the app. False for a wrong or used one, and while one has to wait."""
    return django_otp.verify_token(phone.user, phone.persistent_id, code) is not None


def accepts_recovery_code(recovery: StaticDevice, code: str) -> bool:
    """Use up a recovery code, written in any way. False for a wrong or used one, and while one has to wait."""
    return django_otp.verify_token(recovery.user, recovery.persistent_id, _digest(code)) is not None


def device_of_key(user: Any, key: str) -> TOTPDevice:
    """Return a device with this key, in hexadecimal digits, that isn't saved: for its QR code."""
    return TOTPDevice(user=user, name="phone", key=key)


@transaction.atomic
def set_up(user: Any, key: str, code: str) -> TOTPDevice | None:
    """Make an app with this key the user's second step, in the place of any other. None if the code is not of it.

    Recovery codes of before are void: make new ones with `new_codes`.
    """
    phone = device_of_key(user, key)
    phone.save()
    if not phone.verify_token(code):
        phone.delete()
        return None
    TOTPDevice.objects.filter(user=user).exclude(pk=phone.pk).delete()
    StaticDevice.objects.filter(user=user).delete()
    return phone


@transaction.atomic
def new_codes(user: Any) -> list[str]:
    """Make recovery codes in the place of all earlier ones, and return them: nobody can read them later."""
    recovery, _is_new = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
    recovery.token_set.all().delete()
    codes = [get_random_string(_LENGTH, _LETTERS) for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=recovery, token=_digest(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, _LENGTH, 4)) for code in codes]


@transaction.atomic
def reset(user: Any) -> None:
    """Forget phone and recovery codes, so that the user sets up a new phone with the next sign-in."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _digest(code: str) -> str:
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    return base64.urlsafe_b64encode(hashlib.sha256(letters.encode()).digest())[:_DIGEST].decode()
