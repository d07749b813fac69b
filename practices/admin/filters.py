"""The facets as filters of the admin's list of practices, made from FACETS."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.models import Practice
from practices.search import sql
from practices.taxonomy.facets import FACETS, Facet


class _FacetListFilter(admin.SimpleListFilter):
    """One facet in the admin's sidebar."""

    facet: Facet
    answer: Callable[[], Browse]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        panel = next(panel for panel in self.answer().panels if panel.facet is self.facet)
        return [(option.choice.value, option.choice.label) for option in panel.options]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Practice]) -> QuerySet[Practice]:
        if not (value := self.value()):
            return queryset
        found: QuerySet[Practice] = sql.PracticeFilter(
            {self.facet.name: [value]}, queryset, self.answer().vocabularies
        ).qs
        return found


def facet_filters() -> list[type[admin.SimpleListFilter]]:
    """Return a list filter for each facet, for one request: one answer serves them all."""
    answer = cache(lambda: Browse(Criteria(), page_size=1))

    def made(facet: Facet) -> type[admin.SimpleListFilter]:
        own = {"facet": facet, "title": facet.label, "parameter_name": facet.name, "answer": staticmethod(answer)}
        return type(f"{facet.name}_filter", (_FacetListFilter,), own)

    return [made(facet) for facet in FACETS]
