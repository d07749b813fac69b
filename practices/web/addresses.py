"""Addresses that hold outside the site: in references, feeds, files and the pages of partners."""

from __future__ import annotations

from django.conf import settings


def absolute(path: str) -> str:
    """Return the full address of a path of this site, whatever host name a request came by."""
    return f"{settings.SITE_URL}{path}"
