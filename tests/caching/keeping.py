"""Pages that a process keeps, as on a real site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.test import override_settings

_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@contextmanager
def keeping_pages() -> Iterator[None]:
    """Let this process keep the pages that it makes. It decorates tests, too."""
    with override_settings(CACHES=_MEMORY):
        cache.clear()
        yield
        cache.clear()
