"""The facets as filters of the admin's list of practices, made from FACETS."""

from __future__ import annotations

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

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        # One answer serves the filters of all facets.
        found: Browse = getattr(request, "_browse", None) or Browse(Criteria(), page_size=1)
        request._browse = found  # type: ignore[attr-defined]
        self.vocabularies = found.vocabularies
        panel = next(panel for panel in found.panels if panel.facet is self.facet)
        return [(option.choice.value, option.choice.label) for option in panel.options]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Practice]) -> QuerySet[Practice]:
        value = self.value()
        if not value:
            return queryset
        return sql.PracticeFilter({self.facet.name: [value]}, queryset, self.vocabularies).qs  # type: ignore[no-any-return]


def facet_filters() -> list[type[admin.SimpleListFilter]]:
    """Return a list filter for each facet."""

    def made(facet: Facet) -> type[admin.SimpleListFilter]:
        attributes = {"facet": facet, "title": facet.label, "parameter_name": facet.name}
        return type(f"{facet.name}_filter", (_FacetListFilter,), attributes)

    return [made(facet) for facet in FACETS]
