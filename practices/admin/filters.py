"""The facets as filters of the admin's list of practices, made from FACETS."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from practices import filters, search
from practices.facets import FACETS, Facet
from practices.models import Practice


class _FacetListFilter(admin.SimpleListFilter):
    """One facet in the admin's sidebar."""

    facet: Facet

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        self.vocabularies = search.snapshot().vocabularies
        return [(choice.value, choice.label) for choice in self.facet.choices(self.vocabularies)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Practice]) -> QuerySet[Practice]:
        value = self.value()
        if not value:
            return queryset
        return filters.PracticeFilter({self.facet.name: [value]}, queryset, self.vocabularies).qs  # type: ignore[no-any-return]


def facet_filters() -> list[type[admin.SimpleListFilter]]:
    """Return a list filter for each facet."""

    def made(facet: Facet) -> type[admin.SimpleListFilter]:
        attributes = {"facet": facet, "title": facet.label, "parameter_name": facet.name}
        return type(f"{facet.name}_filter", (_FacetListFilter,), attributes)

    return [made(facet) for facet in FACETS]
