"""All that the desk shows to one user. Knows no request."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format

from practices.admin import imports
from practices.editorial import worklists
from practices.models import Practice

from . import list_health, panels, recent, reviews, statistics


def context_for(user: User) -> dict[str, Any]:
    """Return what the template of the desk needs. Empty for who may not see practices."""
    if not user.has_perm("practices.view_practice"):
        return {}
    counts = worklists.counts(user)
    states = statistics.states(user)
    published = states[Practice.State.PUBLISHED].count
    waiting, today = panels.waiting(user, counts), timezone.localdate()
    return {
        "desk": {
            "today": f"{date_format(today, 'l')} {date_format(today)}",
            "waiting": waiting,
            "count": sum(panel.count for panel in waiting if panel.is_mine),
            "overdue": counts.get(worklists.OVERDUE.name),
            "others": any(not panel.is_mine for panel in waiting),
            "upkeep": panels.upkeep(user, counts),
            "states": states.values(),
            "alerts": statistics.alerts(),
            "reviews": reviews.reviews(user, published, counts),
            "translations": statistics.translations(published, counts),
            "gaps": statistics.gaps(),
            "health": list_health.panel(user),
            "recent": recent.changes(user),
            "imports": imports.latest(user),
        }
    }
