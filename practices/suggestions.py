"""What to offer while somebody types: countries, policy areas, institutions and practices, each with its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .criteria import LONGEST_TEXT, Criteria, selecting
from .facets import BY_NAME, SEARCHED, Facet
from .models import Practice
from .search import Snapshot, parse
from .search.names import Name
from .search.query import words_of
from .vocabularies import LANGUAGES

SHORTEST = 2  # characters
MOST_TERMS, MOST_PRACTICES = 3, 4  # of each kind
_KINDS = ("country", "policy_area", "organisation")


@dataclass(frozen=True)
class Suggestion:
    """One thing to go to: a question on the browse page, or a practice."""

    label: str
    note: str
    leads_to: Criteria | Practice


@dataclass(frozen=True)
class Group:
    """Suggestions of one kind."""

    label: str
    suggestions: list[Suggestion]


def suggest(text: str, snapshot: Snapshot) -> list[Group]:
    """Return suggestions for what has been typed so far. None for too little, or far too much."""
    if not SHORTEST <= len(text) <= LONGEST_TEXT:
        return []
    groups = [
        Group(str(facet.label), list(_terms(facet, text, snapshot))) for facet in SEARCHED if facet.name in _KINDS
    ]
    groups.append(Group(_("Practices"), [Suggestion(p.title, "", p) for p in _practices(text, snapshot)]))
    return [group for group in groups if group.suggestions]


def _terms(facet: Facet, text: str, snapshot: Snapshot) -> Iterator[Suggestion]:
    """Yield the values that practices have and whose name begins so, those that most practices have first."""
    found: dict[str, Name] = {}
    for name in snapshot.names.beginning_with(words_of(text), facet.name):
        found.setdefault(name.value, name)
    counts = {value: snapshot.count(facet.name, value) for value in found}
    for value in sorted((value for value in found if counts[value]), key=lambda value: -counts[value])[:MOST_TERMS]:
        label = facet.label_of(value, snapshot.vocabularies)
        known_as = found[value].text
        note = ngettext("%(count)s practice", "%(count)s practices", counts[value]) % {"count": counts[value]}
        leads_to = selecting(facet.name, value) if facet.name in BY_NAME else Criteria(q=f'"{label}"')
        yield Suggestion(label, note if known_as == label else f"{known_as} · {note}", leads_to)


def _practices(text: str, snapshot: Snapshot) -> list[Practice]:
    ids = snapshot.titled(parse(text), MOST_PRACTICES)
    titles = [f"title_{code}" for code in LANGUAGES]
    practices: list[Practice] = Practice.objects.published().only("slug", *titles).in_order(ids)
    return practices
