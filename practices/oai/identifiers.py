"""Names of practices that hold all over the world: `oai:<host>:<id>`.

The scheme is http://www.openarchives.org/OAI/2.0/guidelines-oai-identifier.htm.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings

_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")


def host() -> str:
    """Return the name that this catalogue is known by."""
    return urlsplit(settings.SITE_URL).hostname or ""


def is_domain() -> bool:
    """Tell whether the scheme knows such names; it has none for `localhost` and numbers."""
    return bool(_DOMAIN.fullmatch(host()))


def of_practice(number: int) -> str:
    """Return the identifier of a practice."""
    return f"oai:{host()}:{number}"


def number_of(identifier: str) -> int | None:
    """Return the id of the practice that is meant, or None if it can be none of ours."""
    found = re.fullmatch(f"oai:{re.escape(host())}:([1-9][0-9]{{0,11}})", identifier)
    return int(found[1]) if found else None
