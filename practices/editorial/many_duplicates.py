"""What many new practices may be duplicates of, of all that somebody may see, in one pass over these.

The new ones are known by their signs: words of title and summary, and pieces of the words of the title, which a typing
error leaves in part. Each practice that there is reads its own signs, the rarest first and a bounded number of times,
and is held closely against the few that share most of them. So the time grows with the catalogue, and not with how many
new ones there are besides.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from practices import search
from practices.models import Participation, Practice

from .duplicates import SHOWN, Duplicate, Likeness, Sketch, likeness

if TYPE_CHECKING:
    from practices.models.visibility import Anybody

_AT_ONCE = 500  # practices
_MOST_READ = 2_000  # new ones that the signs of one practice name, each as often as it shares one
_CLOSELY = 50  # new ones that a practice is held against
_FEWEST = 3  # signs that those share with it
_PIECE = 3  # letters


@dataclass
class Comparison:
    """What became of it so far: how many practices were looked at, and what each new one resembles."""

    total: int = 0  # practices that there are
    looked_at: int = 0
    found: list[list[Duplicate]] = field(default_factory=list)


def find_all(sketches: Sequence[Sketch], user: Anybody) -> Iterator[Comparison]:
    """Hold new practices against all that the user may see. Yield how far it is: all is known at the end."""
    signs = _Signs(sketches)
    seen = Practice.objects.visible_to(user).filter(revises=None)
    done = Comparison(seen.count())
    yield done
    close: list[list[tuple[int, Likeness]]] = [[] for _sketch in sketches]
    snapshot = search.snapshot()
    rows = seen.order_by("pk").values_list("pk", "title_en", "summary_en").iterator(_AT_ONCE)
    while some := list(itertools.islice(rows, _AT_ONCE)):
        others = _sketches(some)
        near = {pk: signs.nearest(other) for pk, other in others.items()}
        compared = [*(others[pk] for pk in near), *(sketches[place] for places in near.values() for place in places)]
        tells = snapshot.rarity(frozenset().union(*(sketch.words for sketch in compared)))
        for pk, place in ((pk, place) for pk, places in near.items() for place in places):
            if like := likeness(sketches[place], others[pk], tells, snapshot.vocabularies):
                close[place] = sorted([*close[place], (pk, like)], key=lambda one: -one[1].closeness)[:SHOWN]
        done.looked_at += len(some)
        yield done
    practices = Practice.objects.in_bulk({pk for found in close for pk, _like in found})
    done.found = [
        [Duplicate(practices[pk], like.reason, like.closeness) for pk, like in found if pk in practices]
        for found in close
    ]
    yield done


class _Signs:
    """Which of some sketches have which sign."""

    def __init__(self, sketches: Sequence[Sketch]) -> None:
        self._places: dict[str, list[int]] = {}
        for place, sketch in enumerate(sketches):
            for sign in _signs_of(sketch):
                self._places.setdefault(sign, []).append(place)

    def nearest(self, other: Sketch) -> list[int]:
        """Return the places of those that share most signs with another one, a few at the most."""
        shared = sorted((self._places[sign] for sign in _signs_of(other) if sign in self._places), key=len)
        every = itertools.chain.from_iterable(shared)
        counts = Counter(itertools.islice(every, _MOST_READ))
        return [place for place, count in counts.most_common(_CLOSELY) if count >= _FEWEST]


def _signs_of(sketch: Sketch) -> set[str]:
    """Return the stems of its words, and the pieces of those of its title, which begin with a sign of their own."""
    words = f" {sketch.title_words} "
    pieces = {f"={words[start : start + _PIECE]}" for start in range(len(words) - _PIECE + 1)}
    return sketch.words | pieces


def _sketches(rows: Sequence[tuple[int, str | None, str | None]]) -> dict[int, Sketch]:
    countries: dict[int, set[str]] = {pk: set() for pk, _title, _summary in rows}
    named = Participation.objects.filter(practice__in=countries).values_list("practice_id", "country__code")
    for pk, code in named:
        countries[pk].add(code)
    return {pk: Sketch(title or "", summary or "", frozenset(countries[pk])) for pk, title, summary in rows}
