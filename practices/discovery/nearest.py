"""The practices nearest to a cell of the gap map in which nothing stands, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from practices.models import Practice
from practices.search import Snapshot
from practices.taxonomy.facets import BY_NAME, Facet, Values

from .browse import Browse
from .criteria import Criteria
from .terms import Stop, terms, track

_OF_EACH = 2  # practices of one way of being near
_MOST = 4


@dataclass(frozen=True)
class Near:
    """A practice, why it is near, and what a short row shows of it."""

    practice: Practice
    reason: str
    track: list[Stop]
    group: str  # of its first policy area


def nearest(snapshot: Snapshot, questions: Iterable[Criteria], axes: tuple[Facet, Facet], row: str) -> list[Near]:
    """Return the first practices of each question, the nearest question first; `row` is that of the empty cell."""
    ids: dict[int, None] = {}
    for question in questions:
        if len(ids) < _MOST:
            found = Browse(question, snapshot, page_size=_OF_EACH).results.ids
            ids |= dict.fromkeys(found)
    values = snapshot.values_of(list(ids))
    practices = Practice.objects.published().in_order(list(ids)[:_MOST])
    return [_near(practice, values[practice.pk], snapshot, axes, row) for practice in practices]


def _near(practice: Practice, values: Values, snapshot: Snapshot, axes: tuple[Facet, Facet], row: str) -> Near:
    same, other = axes if row in values[axes[0].name] else axes[::-1]
    labels = [term.label for term in terms(other, values[other.name], snapshot.vocabularies)]
    reason = _("Same %(same)s; %(other)s: %(values)s.") % {
        "same": str(same.label).lower(),
        "other": str(other.label).lower(),
        "values": ", ".join(labels),
    }
    areas = terms(BY_NAME["policy_area"], values["policy_area"], snapshot.vocabularies)
    group = next((area.group for area in areas if area.group), "")
    return Near(practice, reason, track(values, snapshot.vocabularies), group)
