"""Practices that another one may be a duplicate of: with its countries, and with a title or text close to its own.

`find` asks for one: published ones come from the search index, the rest from the database, and a bounded number of them
is looked at closely. `many_duplicates.py` asks for many at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process, utils

from practices import search
from practices.models import Country, Participation, Practice
from practices.search import Snapshot
from practices.search.resembling import stems
from practices.taxonomy.vocabularies import Vocabularies

if TYPE_CHECKING:
    from practices.models.visibility import Anybody

SHOWN = 5
_FROM_INDEX = 30  # practices
_MOST_TITLES = 5_000  # of drafts, the newest
_CLOSE_TITLES = 30  # of drafts
_OF_THE_COUNTRIES = 200  # drafts, the newest
_UNPUBLISHED = [state for state in Practice.State.values if state != Practice.State.PUBLISHED]
# How close a title (0 to 100) and a text (0 to 1) have to be. Found with the catalogue's own entries, of which none is
# a duplicate, and with paraphrases of them.
_IN_A_SHARED_COUNTRY = (69, 0.22)
_WITHOUT_COUNTRIES = (69, 0.4)
_ELSEWHERE = (80, 0.4)


@dataclass(frozen=True)
class Sketch:
    """What a practice is recognised by: its English title and summary, and its countries by ISO code."""

    title: str
    summary: str
    countries: frozenset[str]

    @cached_property
    def title_words(self) -> str:
        return " ".join(stems(self.title))

    @cached_property
    def words(self) -> set[str]:
        return set(stems(self.text))

    @property
    def text(self) -> str:
        return f"{self.title} {self.summary}"


@dataclass(frozen=True)
class Duplicate:
    """A practice that may be the same, and why."""

    practice: Practice
    reason: str
    closeness: float  # 1: just close enough


def of(practice: Practice, user: Anybody) -> list[Duplicate]:
    """Return what a saved practice may be a duplicate of. Neither itself nor what it revises."""
    codes = practice.participations.values_list("country__code", flat=True)
    return find(_sketch(practice, codes), user, [practice.pk, practice.revises_id])


def find(sketch: Sketch, user: Anybody, leaving_out: Iterable[int | None] = ()) -> list[Duplicate]:
    """Return the practices that this may be a duplicate of, of those that the user may see, the closest first."""
    snapshot = search.snapshot()
    left_out = [pk for pk in leaving_out if pk is not None]
    seen = Practice.objects.visible_to(user).exclude(pk__in=left_out)
    candidates = _candidates(sketch, seen, snapshot)
    tells = snapshot.rarity({word for _practice, other in candidates for word in other.words} | sketch.words)
    compared = ((practice, likeness(sketch, other, tells, snapshot.vocabularies)) for practice, other in candidates)
    found = [Duplicate(practice, like.reason, like.closeness) for practice, like in compared if like]
    return sorted(found, key=lambda one: -one.closeness)[:SHOWN]


def _sketch(practice: Any, countries: Iterable[str]) -> Sketch:
    return Sketch(practice.title_en or "", practice.summary_en or "", frozenset(countries))


@dataclass(frozen=True)
class Likeness:
    """How close two practices are, and why."""

    reason: str
    closeness: float  # 1: just close enough


def _candidates(sketch: Sketch, seen: QuerySet[Practice], snapshot: Snapshot) -> list[tuple[Practice, Sketch]]:
    """Return the practices to look at closely."""
    published = snapshot.resembling(sketch.text, sketch.countries, _FROM_INDEX)
    others = seen if published is None else seen.filter(state__in=_UNPUBLISHED)
    ids = {*(published or ()), *_by_title_and_country(sketch, others)}
    practices = list(seen.filter(pk__in=ids, revises=None))
    countries: dict[int, set[str]] = {practice.pk: set() for practice in practices}
    rows = Participation.objects.filter(practice__in=countries).values_list("practice_id", "country__code")
    for pk, code in rows:
        countries[pk].add(code)
    return [(practice, _sketch(practice, countries[practice.pk])) for practice in practices]


def _by_title_and_country(sketch: Sketch, practices: QuerySet[Practice]) -> set[int]:
    """Return those with the closest titles, and the newest of the same countries."""
    newest = practices.order_by("-pk")
    titles = dict(newest.values_list("pk", "title_en")[:_MOST_TITLES])
    closest = process.extract(
        sketch.title, titles, scorer=fuzz.token_set_ratio, processor=utils.default_process, limit=_CLOSE_TITLES
    )
    there = newest.filter(pk__in=Participation.objects.filter(country__code__in=sketch.countries).values("practice"))
    return {pk for _title, _score, pk in closest} | set(there.values_list("pk", flat=True)[:_OF_THE_COUNTRIES])


def likeness(sketch: Sketch, other: Sketch, tells: Mapping[str, float], vocabularies: Vocabularies) -> Likeness | None:
    """Hold two against each other, given how much each of their words tells. Return None if they aren't close."""
    close_title, close_text = _ELSEWHERE if sketch.countries or other.countries else _WITHOUT_COUNTRIES
    if sketch.countries & other.countries:
        close_title, close_text = _IN_A_SHARED_COUNTRY
    title = _likeness_of_titles(sketch, other) / close_title
    text = _likeness_of_texts(sketch, other, tells) / close_text
    if max(title, text) < 1:
        return None
    what = _("similar title") if title >= 1 else _("similar text")
    return Likeness(", ".join([*_where(sketch, other, vocabularies), what]), max(title, text))


def _likeness_of_titles(one: Sketch, other: Sketch) -> float:
    """From 0 to 100, whatever the order of words. Half of it forgives what only one of them says."""
    scorers = (fuzz.token_set_ratio, fuzz.token_sort_ratio)
    return sum(scorer(one.title_words, other.title_words) for scorer in scorers) / 2


def _likeness_of_texts(one: Sketch, other: Sketch, tells: Mapping[str, float]) -> float:
    """From 0 to 1: the cosine of the words of title and summary, in which rare words count most."""

    def length(words: set[str]) -> float:
        return math.sqrt(sum(tells[word] ** 2 for word in words))

    lengths = length(one.words) * length(other.words)
    return length(one.words & other.words) ** 2 / lengths if lengths else 0.0


def _where(one: Sketch, other: Sketch, vocabularies: Vocabularies) -> list[str]:
    """Say which countries two share, if any."""
    if one.countries and one.countries == other.countries:
        return [_("same countries")]
    entries = (vocabularies[Country].get(code) for code in sorted(one.countries & other.countries))
    names = ", ".join(entry.name for entry in entries if entry)
    return [_("also in %(countries)s") % {"countries": names}] if names else []
