"""All that the desk shows to one user. Knows no request."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from practices.admin import imports
from practices.editorial import worklists
from practices.models import Practice

from . import list_health, panels, recent, statistics


def context_for(user: User) -> dict[str, Any]:
    """Return what the template of the desk needs. Empty for who may not see practices."""
    if not user.has_perm("practices.view_practice"):
        return {}
    counts = worklists.counts(user)
    states = statistics.states(user)
    return {
        "desk": {
            "waiting": panels.waiting(user, counts),
            "upkeep": panels.upkeep(user, counts),
            "states": states.values(),
            "translations": statistics.translations(states[Practice.State.PUBLISHED].count, counts),
            "gaps": statistics.gaps(),
            "health": list_health.panel(user),
            "recent": recent.changes(user),
            "imports": imports.latest(user),
        }
    }
