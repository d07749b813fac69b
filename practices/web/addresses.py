"""Addresses that hold outside the site: in references, feeds, files and the pages of partners."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import translate_url


def absolute(path: str) -> str:
    """Return the full address of a path of this site, whatever host name a request came by."""
    return f"{settings.SITE_URL}{path}"


@lru_cache(maxsize=2_000)
def in_language(path: str, code: str) -> str:
    """Return the path of the same page in another language."""
    return translate_url(path, code)
