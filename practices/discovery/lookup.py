"""Finds the practice that a public address stands for."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from practices.models import Practice
from practices.models.querysets import PracticeQuerySet

_SHOWN = (Practice.State.PUBLISHED, Practice.State.WITHDRAWN)


def public(pk: int | None, practices: PracticeQuerySet) -> Practice | None:
    """Return what the address of a practice leads to: itself or, if it was merged, another with another id.

    It is published, or was withdrawn. None: there is nothing that the public may know of.
    """
    # In no order, which `first` would give to the one that there is: Django takes a third of the query's time for that.
    found: Practice | None = next(iter(practices.filter(pk=pk).order_by()), None)
    target = found and found.leads_to
    return target if target is not None and target.state in _SHOWN else None


def several(ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Return what the addresses of some practices lead to, as `public` does: the number and the state of each.

    Those that the public may not know of are left out. One query, however many there are.
    """
    if not ids:
        return {}
    asked = Practice.objects.filter(Q(pk__in=ids) | Q(state=Practice.State.MERGED)).order_by()
    states: dict[int, str] = {}
    steps: dict[int, int | None] = {}
    for pk, state, target, state_of_target in asked.values_list("pk", "state", "replaced_by", "replaced_by__state"):
        states[pk], steps[pk] = state, target
        if target is not None:
            states.setdefault(target, state_of_target)
    ends = {pk: _end(pk, states, steps) for pk in ids}
    return {pk: (end, states[end]) for pk, end in ends.items() if states.get(end) in _SHOWN}


def _end(pk: int, states: dict[int, str], steps: dict[int, int | None]) -> int:
    """Return the first practice that was not merged into another, or any of those where they run in a circle."""
    seen: set[int] = set()
    while states.get(pk) == Practice.State.MERGED and pk not in seen and (target := steps.get(pk)) is not None:
        seen.add(pk)
        pk = target
    return pk
