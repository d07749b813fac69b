"""Which code this is: a page may be cached for as long as neither the catalogue nor the code changes."""

from __future__ import annotations

import hashlib
from functools import cache

from django.conf import settings

_FOLDERS = ("catalogue", "practices", "templates", "static")
_SUFFIXES = {".py", ".html", ".css", ".js", ".svg", ".mo"}


@cache
def release() -> str:
    """Return a short name of code, packages, templates, styles and translations; machines that have the same agree."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for folder in _FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in _SUFFIXES:
                digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
