"""The same questions in plain SQL: slower than the index, and equal to it.

`PracticeFilter` is built from FACETS. It gives the admin its filters' meaning, holds the index to account
in tests, and answers readers while the index can't be opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from .facets import FACETS, Facet
from .models import Practice
from .search import documents, matching, schema
from .search.query import BEST, TITLE, Clause, Query, Results, fallbacks, is_enough
from .vocabularies import Vocabularies


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Practices that have any of the chosen values of one facet."""

    vocabularies: Vocabularies

    def __init__(self, facet: Facet) -> None:
        super().__init__(field_name=facet.field, label=facet.label)
        self.facet = facet

    def filter(self, qs: QuerySet[Practice], value: list[str]) -> QuerySet[Practice]:
        if not value:
            return qs
        stored = [also for one in value for also in self.facet.stored_as(one, self.vocabularies)]
        chosen = Q()
        for path in self.facet.paths:
            chosen |= Q(**{f"{path}__in": stored})
        # A subquery, so that a practice that matches twice is still one practice.
        return qs.filter(pk__in=Practice.objects.filter(chosen).order_by().values("pk"))


class _FacetsOnly(django_filters.FilterSet):
    """Takes the choices from the vocabularies, once for each use."""

    def __init__(self, data: Mapping[str, Any], queryset: QuerySet[Practice], vocabularies: Vocabularies) -> None:
        super().__init__(data, queryset=queryset)
        for facet in FACETS:
            choices = facet.choices(vocabularies)
            self.filters[facet.name].extra["choices"] = [(choice.value, choice.label) for choice in choices]
            self.filters[facet.name].vocabularies = vocabularies


PracticeFilter = type("PracticeFilter", (_FacetsOnly,), {facet.name: FacetFilter(facet) for facet in FACETS})


def find(query: Query, vocabularies: Vocabularies) -> Results:
    """Answer a query without the index, with the same ids and counts. 'Best match' is ordered by title here."""
    published = Practice.objects.published()
    by_text, exact, relaxed = _matching(query.clauses, published, vocabularies)
    texts = published.filter(pk__in=by_text)
    found = _selected(texts, query.selections, vocabularies)
    ids = _ordered(found, query, vocabularies)
    counts = {}
    for facet in FACETS:
        others = _selected(texts, query.without(facet.name).selections, vocabularies)
        counts[facet.name] = _counted(others, facet, vocabularies)
    return Results(ids[query.offset : query.offset + query.limit], len(ids), counts, relaxed, exact)


def _selected(
    practices: QuerySet[Practice], selections: Mapping[str, tuple[str, ...]], vocabularies: Vocabularies
) -> QuerySet[Practice]:
    data = {name: list(values) for name, values in selections.items()}
    return PracticeFilter(data, practices, vocabularies).qs  # type: ignore[no-any-return]


def _matching(
    clauses: tuple[Clause, ...], practices: QuerySet[Practice], vocabularies: Vocabularies
) -> tuple[set[int], int, bool]:
    """Return the ids whose text meets the clauses, how many meet all, and whether those with less were added."""
    met = {
        document.pk: sum(matching.TextOfPractice(document.texts).meets(clause) for clause in clauses)
        for document in documents.read(practices.values_list("pk", flat=True), vocabularies)
    }
    everything = {pk for pk, count in met.items() if count == len(clauses)}
    if not clauses or is_enough(len(everything), clauses):
        return everything, len(everything), False
    for least in fallbacks(clauses):
        if found := {pk for pk, count in met.items() if count >= least}:
            return found, len(everything), True
    return set(), 0, True


def _ordered(practices: QuerySet[Practice], query: Query, vocabularies: Vocabularies) -> list[int]:
    by_title = query.sort == TITLE or (query.sort == BEST and bool(query.clauses))
    field = schema.sort_field("title" if by_title else "newest", query.language)
    keys = {
        document.pk: document.sort_keys[field]
        for document in documents.read(practices.values_list("pk", flat=True), vocabularies)
    }
    return sorted(keys, key=keys.__getitem__, reverse=not by_title)


def _counted(practices: QuerySet[Practice], facet: Facet, vocabularies: Vocabularies) -> dict[str, int]:
    """Count the practices of each value of a facet, each practice once."""
    holders: dict[str, set[int]] = {}
    for path in facet.paths:
        for pk, value in practices.order_by().values_list("pk", path):
            if value is not None and value != "":
                holders.setdefault(facet.meaning(str(value), vocabularies), set()).add(pk)
    return {value: len(pks) for value, pks in holders.items()}
