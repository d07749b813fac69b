"""What the log tells of signing in: what was tried or changed, and by whom, as a number; never what was typed."""

from __future__ import annotations

import logging
from typing import Any

log = logging.getLogger("practices.security")


def tell(what: str, user: Any, level: int = logging.INFO) -> None:
    """Write a line: what came of somebody's attempt, or became of their account. None: a name that nobody has."""
    log.log(level, "%s (user: %s)", what, user.pk if user is not None else "nobody")
