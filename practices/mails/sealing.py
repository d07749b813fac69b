"""Mail addresses that are kept for long: sealed with a key that is not in the database, and found by a keyed hash.

The first key of ADDRESS_KEYS seals; all of them open, and so does the one made of SECRET_KEY, which seals where
ADDRESS_KEYS is empty.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class Unreadable(Exception):
    """An address was sealed with a key that is not among the settings."""


def sealed(address: str) -> str:
    """Return an address as only whoever has the key can read it: another text each time."""
    return _box(_secrets()).encrypt(address.encode()).decode()


def opened(sealed: str) -> str:
    """Return a sealed address. Raise Unreadable."""
    try:
        return _box(_secrets()).decrypt(sealed).decode()
    except InvalidToken:
        raise Unreadable("ADDRESS_KEYS lacks the key with which an address was sealed.") from None


def key_of(address: str) -> str:
    """Return what an address is looked up by; capitals don't matter."""
    return _key(address, _secrets()[0])


def keys_of(address: str) -> list[str]:
    """Return what it may be kept under: a key for each of ADDRESS_KEYS."""
    return [_key(address, secret) for secret in _secrets()]


def _key(address: str, secret: str) -> str:
    folded = address.strip().casefold()
    return salted_hmac("practices.mails.looking-up", folded, secret, algorithm="sha256").hexdigest()


def _secrets() -> tuple[str, ...]:
    return (*settings.ADDRESS_KEYS, settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _box(secrets: tuple[str, ...]) -> MultiFernet:
    derived = (salted_hmac("practices.mails.sealing", "", one, algorithm="sha256").digest() for one in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one)) for one in derived])
