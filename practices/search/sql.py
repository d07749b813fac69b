"""The same questions in plain SQL: slower than the index, and equal to it.

`PracticeFilter` is built from FACETS. It gives the admin its filters' meaning, holds the index to account
in tests, and answers readers while the index can't be opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from pyroaring import BitMap

from practices.models import Practice
from practices.taxonomy.facets import BY_NAME, FACETS, Facet
from practices.taxonomy.vocabularies import Vocabularies

from . import documents, matching, names
from .finding import TextFound
from .query import NEWEST, TITLE, Part, Query
from .spelling import Dictionary

MOST_TEXTS = 2_000  # practices


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


class SqlCatalogue:
    """All published practices, asked in SQL and plain Python. 'Best match' is ordered by title here."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._vocabularies = vocabularies
        self._practices: QuerySet[Practice] = Practice.objects.published()
        self.names = names.of(vocabularies)
        self._having: dict[Part, BitMap] = {}

    @cached_property
    def everything(self) -> BitMap:
        return BitMap(self._practices.values_list("pk", flat=True))

    @cached_property
    def _documents(self) -> list[documents.Document]:
        return list(documents.read(self.everything, self._vocabularies))

    @cached_property
    def _texts(self) -> dict[int, matching.TextOfPractice]:
        return {document.pk: matching.TextOfPractice(document.texts) for document in self._documents}

    @cached_property
    def dictionary(self) -> Dictionary:
        return Dictionary(self.names.spellings.union(*(document.words for document in self._documents)))

    def having(self, part: Part) -> BitMap:
        if part not in self._having:
            self._having[part] = BitMap(pk for pk, text in self._texts.items() if text.has(part))
        return self._having[part]

    def holding(self, facet: str, values: Iterable[str]) -> BitMap:
        if facet not in BY_NAME:
            wanted = set(values)
            return BitMap(document.pk for document in self._documents if wanted & set(document.facets[facet]))
        found = PracticeFilter({facet: list(values)}, self._practices, self._vocabularies).qs
        return BitMap(found.values_list("pk", flat=True))

    def counts(self, facet: str, among: BitMap) -> dict[str, int]:
        """Count the practices of each value of a facet, each practice once."""
        counted = BY_NAME[facet]
        holders: dict[str, set[int]] = {}
        for path in counted.paths:
            for pk, value in self._practices.order_by().values_list("pk", path):
                if pk in among and value is not None and value != "":
                    holders.setdefault(counted.meaning(str(value), self._vocabularies), set()).add(pk)
        return {value: len(pks) for value, pks in holders.items()}

    def page(self, text: TextFound, among: BitMap, query: Query) -> list[int]:
        by_newest = query.effective_sort == NEWEST
        title = f"title_{query.language}"
        keys = {
            row["pk"]: documents.newest_key(row["published_at"], row["pk"])
            if by_newest
            else documents.title_key(row[title] or row["title_en"], row["pk"])
            for row in QuerySet(Practice).order_by().values("pk", "published_at", "title_en", title)
            if row["pk"] in among
        }
        ids = sorted(keys, key=keys.__getitem__, reverse=by_newest)
        return ids[query.offset : query.offset + query.limit]

    def nearest(self, text: TextFound, among: BitMap, limit: int) -> list[int]:
        return self.page(text, among, Query(sort=TITLE, limit=limit))


def can_read_all() -> bool:
    """Whether there are few enough practices to look for words in all their texts while a reader waits."""
    return bool(Practice.objects.published().count() <= MOST_TEXTS)
