"""Plain text, as people type it or programs send it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.utils.translation import pgettext


def printable(text: str) -> str:
    """Return text without control characters, which no database takes, and without outer space.

    An accent that was sent as a sign of its own, as a Mac may do, becomes one with its letter.
    """
    return "".join(char if char.isprintable() else " " for char in unicodedata.normalize("NFC", text)).strip()


def listed(parts: Iterable[str]) -> str:
    """Return parts that may have commas of their own as one list, parted as the reader's language parts them."""
    return pgettext("between the parts of a list", "; ").join(parts)
