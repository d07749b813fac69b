"""What the first page says and shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from practices.models import Participation, Practice
from practices.models.practice import MOST_FEATURED
from practices.search import Snapshot

from .cards import Card, cards

_INSTEAD = 4  # practices that are shown where none was chosen


@dataclass(frozen=True)
class Age:
    """What there is, how old it is, and whether anybody has looked since."""

    named: int  # practices that a country or institution carried out
    approaches: int
    acting: int  # countries that lead a practice, not those that are merely named
    reported: list[tuple[int, int]]  # years, with how many were reported in each
    undated: int
    checked: int


def age() -> Age:
    """Count the published practices, in three queries."""
    published = Practice.objects.published().order_by()
    is_named = Q(evidence_basis=Practice.EvidenceBasis.NAMED_PRACTICE)
    counts = published.aggregate(
        named=Count("pk", filter=is_named),
        approaches=Count("pk", filter=~is_named),
        undated=Count("pk", filter=Q(reported_on=None)),
        checked=Count("pk", filter=Q(verified_on__isnull=False)),
    )
    years = published.filter(reported_on__isnull=False).values_list("reported_on__year").annotate(count=Count("pk"))
    leading = Participation.objects.filter(part=Participation.Part.LEAD, practice__in=published)
    acting = leading.values("country").distinct().count()
    return Age(acting=acting, reported=sorted(years), **counts)


def first_cards(snapshot: Snapshot) -> list[Card]:
    """Return what publishers have chosen for the first page; else the newest named practices with a country."""
    published = Practice.objects.published()
    chosen = published.filter(featured__isnull=False).order_by("featured", "pk")[:MOST_FEATURED]
    ids = list(chosen.values_list("pk", flat=True))
    if not ids:
        named = published.filter(
            evidence_basis=Practice.EvidenceBasis.NAMED_PRACTICE, participations__part=Participation.Part.LEAD
        )
        ids = list(named.order_by("-published_at", "-pk").distinct().values_list("pk", flat=True)[:_INSTEAD])
    return cards(ids, snapshot)
