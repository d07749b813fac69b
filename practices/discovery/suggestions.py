"""What to offer while somebody types: countries, policy areas, institutions and practices, each with its address."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from practices.models import Practice
from practices.search import Snapshot, parse
from practices.search.names import Name
from practices.search.query import meaningful
from practices.taxonomy.facets import BY_NAME, Facet
from practices.taxonomy.vocabularies import LANGUAGES

from .criteria import LONGEST_TEXT, Criteria, selecting
from .named import COUNTRY
from .terms import Term

SHORTEST = 2  # characters
SHORTEST_OF_EMPTY = 3  # for a country without practices to be offered
MOST_TERMS, MOST_PRACTICES = 3, 4  # of each kind
_FACETS = [BY_NAME[name] for name in ("policy_area", "country", "organisation")]


@dataclass(frozen=True)
class Suggestion:
    """One thing to go to: a question on the browse page, a term that has a page, or a practice."""

    label: str
    note: str
    leads_to: Criteria | Term | Practice


@dataclass(frozen=True)
class Group:
    """Suggestions of one kind."""

    label: str
    suggestions: list[Suggestion]


def suggest(text: str, snapshot: Snapshot) -> list[Group]:
    """Return suggestions for what has been typed so far. None for too little, or far too much."""
    if not SHORTEST <= len(text) <= LONGEST_TEXT:
        return []
    groups = [Group(str(facet.label), list(_terms(facet, text, snapshot))) for facet in _FACETS]
    groups.append(
        Group(_("Practices"), [Suggestion(p.title, "", p) for p in practices_titled(text, snapshot, MOST_PRACTICES)])
    )
    return [group for group in groups if group.suggestions]


def _terms(facet: Facet, text: str, snapshot: Snapshot) -> Iterator[Suggestion]:
    """Yield the values that practices have and whose name has the words that are typed; countries that none has, too,
    where the name begins so: their page tells what is nearest.

    First what is called just so, then those whose name begins so, in the reader's language, that most practices have.
    """
    found: dict[str, tuple[tuple[bool, bool, bool, bool, bool, int], Name]] = {}
    as_shown: set[str] = set()  # values that need no other name beside the one that readers see
    typed = meaningful(text)
    offers_empty = facet.name == COUNTRY and snapshot.counts_at_once and len(text.strip()) >= SHORTEST_OF_EMPTY
    whole = [name for name in snapshot.names.called(tuple(typed)) if name.facet == facet.name]  # 'péruviennes'
    for name in itertools.chain(snapshot.names.beginning_with(typed, facet.name), whole):
        count = snapshot.count(facet.name, name.value)
        is_inside = name not in whole and not name.words[0].startswith(typed[0])
        if count or (offers_empty and not is_inside):
            is_foreign = name.language != (get_language() or "en")
            if not is_foreign and not name.is_alias:
                as_shown.add(name.value)
            rank = (not count, name not in whole, is_foreign, is_inside, name.is_alias, -count)
            if name.value not in found or rank < found[name.value][0]:
                found[name.value] = (rank, name)
    for rank, name in sorted(found.values(), key=lambda one: one[0])[:MOST_TERMS]:
        yield _suggestion(facet, name.value, "" if name.value in as_shown else name.text, -rank[-1], snapshot)


def _suggestion(facet: Facet, value: str, other_name: str, count: int, snapshot: Snapshot) -> Suggestion:
    label = facet.label_of(value, snapshot.vocabularies)
    notes = [other_name] if other_name not in {"", label} else []
    practices = ngettext("%(count)s practice", "%(count)s practices", count) % {"count": count}
    notes.append(practices if count else _("no practice yet"))
    page = Term(value, label, facet, page=COUNTRY)
    leads_to = page if facet.name == COUNTRY else selecting(facet.name, value)
    return Suggestion(label, " · ".join(notes), leads_to)


def practices_titled(text: str, snapshot: Snapshot, most: int) -> list[Practice]:
    """Return published practices with all of a text in their title, with no more than a link needs."""
    ids = snapshot.titled(parse(text), most)
    titles = [f"title_{code}" for code in LANGUAGES]
    practices: list[Practice] = Practice.objects.published().only("slug", *titles).in_order(ids)
    return practices
