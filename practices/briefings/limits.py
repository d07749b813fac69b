"""Bounds on what anybody can make: how often, how many, and how large."""

from __future__ import annotations

import datetime

from practices.models import Briefing
from practices.web.throttle import Limit, count

MOST_PRACTICES = 30
MOST_COMPARED = (2, 4)  # from how many to how many stand side by side
MOST_CHARACTERS = 1_000_000  # of one briefing: thirty practices with their full text are some 300,000
MOST_KEPT = 20_000  # of all together: some 800 MB of the usual size

_HOUR = datetime.timedelta(hours=1)
OF_ONE = Limit("briefing", 20, _HOUR)
OF_ALL = Limit("briefing, all", 300, _HOUR)


def count_one(who: str) -> None:
    """Count one more briefing for a visitor. Raise Throttled."""
    count((OF_ALL, ""), (OF_ONE, who))


def are_too_many() -> bool:
    """Whether no more can be kept until some have ended."""
    return Briefing.objects.count() >= MOST_KEPT
