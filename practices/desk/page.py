"""All that the desk shows to one user. Knows no request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practices.models import Practice

from . import recent, standing, trays, worklists

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def context_for(user: User) -> dict[str, Any]:
    """Return what the template of the desk needs. Empty for who may not see practices."""
    if not user.has_perm("practices.view_practice"):
        return {}
    counts = worklists.counts(user)
    states = standing.states(user)
    return {
        "desk": {
            "waiting": trays.waiting(user, counts),
            "upkeep": trays.upkeep(user, counts),
            "states": states.values(),
            "translations": standing.translations(states[Practice.State.PUBLISHED].count, counts),
            "gaps": standing.gaps(),
            "recent": recent.changes(user),
        }
    }
