"""What the first page says and shows."""

from __future__ import annotations

from dataclasses import dataclass

from pyroaring import BitMap

from practices.models import Participation, Practice
from practices.models.practice import MOST_FEATURED
from practices.search import NEWEST, Query, Snapshot
from practices.taxonomy.computed import NONE
from practices.taxonomy.facets import acting_as

from .browse import Browse
from .cards import Card, cards
from .tallies import SPLIT, Tally

_INSTEAD = 4  # practices that are shown where none was chosen
_NAMED = Practice.EvidenceBasis.NAMED_PRACTICE.value
_ACTING = [acting_as(role) for role in Participation.Role.values]


@dataclass(frozen=True)
class Age:
    """What there is, how old it is, and whether anybody has looked since."""

    named: int  # practices that a country or institution carried out
    approaches: int
    acting: int  # countries that lead a practice, not those that are merely named
    reported: list[tuple[int, int]]  # years, with how many were reported in each
    undated: int
    checked: int


def age(found: Browse) -> Age:
    """Count all practices, which were found."""
    snapshot, everything = found.snapshot, found.results.found
    tally = Tally.of(found.results.counts[SPLIT], found.criteria)
    years = snapshot.counts("year_reported", everything)
    undated = years.pop(NONE, 0)
    return Age(
        named=tally.named,
        approaches=tally.approaches,
        acting=len({code for facet in _ACTING for code in snapshot.counts(facet, everything)}),
        reported=sorted((int(year), count) for year, count in years.items()),
        undated=undated,
        checked=snapshot.counts("checked", everything).get("yes", 0),
    )


def first_cards(found: Browse) -> list[Card]:
    """Return what publishers have chosen for the first page; else the newest named practices with a country."""
    snapshot, everything = found.snapshot, found.results.found
    places = sorted(map(int, snapshot.counts("featured", everything)))
    ids = [pk for place in places for pk in snapshot.holding("featured", [str(place)])][:MOST_FEATURED]
    return cards(ids or _newest(snapshot, everything), snapshot)


def _newest(snapshot: Snapshot, everything: BitMap) -> list[int]:
    acting = [snapshot.holding(facet, snapshot.counts(facet, everything)) for facet in _ACTING]
    among = BitMap.union(*acting) & snapshot.holding(SPLIT, [_NAMED])
    return snapshot.first(among, Query(selections={SPLIT: (_NAMED,)}, sort=NEWEST, limit=_INSTEAD))
