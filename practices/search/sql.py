"""The same questions in plain SQL: slower than the index, and equal to it.

`PracticeFilter` is built from FACETS. It gives the admin its filters' meaning, holds the index to account
in tests, and answers readers while the index can't be opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from pyroaring import BitMap

from practices.models import Practice
from practices.taxonomy.facets import BY_NAME, FACETS, INDEXED, NOT, Facet
from practices.taxonomy.vocabularies import Vocabularies

from . import documents, matching, names, schema
from .finding import TextFound
from .query import TITLE, Part, Query
from .spelling import Dictionary

MOST_TEXTS = 2_000  # practices
_INDEXED = {facet.name: facet for facet in INDEXED}


class _Values(django_filters.fields.MultipleChoiceField):
    """Values of a facet, each perhaps with a minus before it."""

    def valid_value(self, value: str) -> bool:
        return bool(super().valid_value(value.removeprefix(NOT)))


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Practices that have any of the chosen values of one facet, and none of those that are left out."""

    field_class = _Values
    vocabularies: Vocabularies

    def __init__(self, facet: Facet) -> None:
        super().__init__(field_name=facet.field, label=facet.label)
        self.facet = facet

    def filter(self, qs: QuerySet[Practice], value: list[str]) -> QuerySet[Practice]:
        wanted, left_out = self.facet.told_apart(value)
        if wanted:
            qs = qs.filter(pk__in=self._having(wanted))
        return qs.exclude(pk__in=self._having(left_out)) if left_out else qs

    def _having(self, values: list[str]) -> QuerySet[Practice, Any]:
        """Return the practices with any of the values, for a subquery: one that matches twice is still one practice."""
        found: QuerySet[Practice, Any] = Practice.objects.filter(self.facet.having(values, self.vocabularies))
        return found.order_by().values("pk")


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
        if not (wanted := set(values)):
            return BitMap()
        if facet in BY_NAME:
            found = PracticeFilter({facet: list(wanted)}, self._practices, self._vocabularies).qs
        else:
            found = self._practices.filter(_INDEXED[facet].having(wanted, self._vocabularies))
        return BitMap(found.values_list("pk", flat=True))

    def counts(self, facet: str, among: BitMap) -> dict[str, int]:
        """Count the practices of each value of a facet, each practice once."""
        counted = _INDEXED[facet]
        holders: dict[str, set[int]] = {}
        for rows, what in counted.read(self._practices.order_by()):
            for pk, text in rows.values_list("pk", what):
                for value in counted.told_by(text, self._vocabularies) if pk in among else ():
                    holders.setdefault(value, set()).add(pk)
        return {value: len(pks) for value, pks in holders.items()}

    def page(self, text: TextFound, among: BitMap, query: Query) -> list[int]:
        order, own = query.effective_sort, query.language
        title = f"title_{own}"
        is_fixed = order in schema.ORDERS
        keys: dict[int, Any] = {
            row["pk"]: documents.order_key(order, row)
            if is_fixed
            else documents.title_key(row[title] or row["title_en"], row["pk"], own if row[title] else "en")
            for row in QuerySet(Practice).order_by().values("pk", *documents.ORDERED_BY, "title_en", title)
            if row["pk"] in among
        }
        ids = sorted(keys, key=keys.__getitem__, reverse=is_fixed)
        return ids[query.offset : query.offset + query.limit]

    def first(self, among: BitMap, query: Query) -> list[int]:
        return self.page(TextFound((), [], among, among, 0), among, query)

    def nearest(self, text: TextFound, among: BitMap, limit: int) -> list[int]:
        return self.page(text, among, Query(sort=TITLE, limit=limit))


def can_read_all() -> bool:
    """Whether there are few enough practices to look for words in all their texts while a reader waits."""
    return bool(Practice.objects.published().count() <= MOST_TEXTS)
