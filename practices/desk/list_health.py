"""The panel of the desk on the health of the lists: what to compare, and what to complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from practices.editorial import health
from practices.editorial.health import Resembling
from practices.models import Source


@dataclass(frozen=True)
class Pair:
    """Two that may be the same, why, and where to compare them and to tell them apart."""

    one: Any
    other: Any
    reason: str
    compare: str
    tell_apart: str


@dataclass(frozen=True)
class Twins:
    """The first pairs of one list, and how many there are."""

    name: str  # of the model
    count: int
    pairs: list[Pair]


@dataclass(frozen=True)
class Missing:
    """How many terms lack something, and where they are, by vocabulary."""

    label: str
    count: int
    lists: list[tuple[str, int, str]]  # its name, how many, and their address


@dataclass(frozen=True)
class Panel:
    """All of it."""

    twins: list[Twins]
    missing: list[Missing]
    lost: int  # sources that nothing tells where to find
    lost_address: str


def panel(user: User) -> Panel | None:
    """Return what the panel shows, or None if nothing needs the user's care."""
    found = health.of_lists(user)
    if not found:
        return None
    missing = [
        Missing(
            str(one.lack.label),
            one.total,
            [
                (str(model._meta.verbose_name_plural), count, f"{_admin(model, 'changelist')}?lacks={one.lack.name}")
                for model, count in one.counts
            ],
        )
        for one in found.wanting
    ]
    return Panel(list(map(_twins, found.resembling)), missing, found.lost, f"{_admin(Source, 'changelist')}?place=none")


def _twins(found: Resembling) -> Twins:
    model = found.model
    pairs = [
        Pair(
            pair.one,
            pair.other,
            str(pair.reason),
            f"{_admin(model, 'merge', pair.one.pk)}?into={pair.other.pk}",
            _admin(model, "apart", pair.one.pk, pair.other.pk),
        )
        for pair in found.pairs
    ]
    return Twins(str(model._meta.model_name), found.count, pairs)


def _admin(model: Any, page: str, *arguments: int) -> str:
    return reverse(f"admin:practices_{model._meta.model_name}_{page}", args=arguments)
