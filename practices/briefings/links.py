"""The two secrets of a briefing: one to read it, one to delete it. Only a digest of the first is stored anywhere.

The first follows from the second, never the other way: who keeps the link to delete can be shown the one to read. Each
ends with a check, so that an address that was cut off is told from one of a briefing that is gone.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

_RANDOM, _CHECK = 15, 3  # bytes: together 24 letters


def new() -> str:
    """Return a new secret to delete by."""
    return _token(secrets.token_bytes(_RANDOM))


def reading(deleting: str) -> str:
    """Return the secret to read by that belongs to one to delete by."""
    return _token(hashlib.sha256(f"reading {deleting}".encode()).digest()[:_RANDOM])


def digest(token: str) -> str:
    """Return what is stored of a secret to read by. Nobody finds the secret from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_whole(token: str) -> bool:
    """Whether it is one that was once given out, as far as can be told from it."""
    return token == _token(base64.urlsafe_b64decode(token)[:_RANDOM])


def _token(random: bytes) -> str:
    return base64.urlsafe_b64encode(random + hashlib.sha256(random).digest()[:_CHECK]).decode()
