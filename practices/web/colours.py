"""The site's colours, for what Python draws or tells of them. They stand in `static/css/tokens.css`."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings

_COLOUR = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});")


@cache
def colours() -> dict[str, str]:
    """Return what each token of a colour is: `light-ink` is the ink where it is light, as `#rrggbb`."""
    tokens = settings.BASE_DIR / "static" / "css" / "tokens.css"
    return dict(_COLOUR.findall(tokens.read_text(encoding="utf-8")))
