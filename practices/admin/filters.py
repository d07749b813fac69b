"""The filters of the list of practices: the facets, made from FACETS; how complete one is; what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.editorial.worklists import worklists_of
from practices.models import Practice
from practices.search import sql
from practices.taxonomy.facets import HELD, Facet

from .pages import user_of


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
        vocabularies = self.answer().vocabularies
        meant = self.facet.resolve(value, vocabularies) or value
        found: QuerySet[Practice] = sql.PracticeFilter({self.facet.name: [meant]}, queryset, vocabularies).qs
        return found


def facet_filters() -> list[type[admin.SimpleListFilter]]:
    """Return a list filter for each facet, for one request: one answer serves them all."""
    answer = cache(lambda: Browse(Criteria(), page_size=1))

    def made(facet: Facet) -> type[admin.SimpleListFilter]:
        own = {"facet": facet, "title": facet.label, "parameter_name": facet.name, "answer": staticmethod(answer)}
        return type(f"{facet.name}_filter", (_FacetListFilter,), own)

    return [made(facet) for facet in HELD]


_BANDS = {"0-24": (0, 24), "25-49": (25, 49), "50-74": (50, 74), "75-99": (75, 99), "100": (100, 100)}


class CompletenessFilter(admin.SimpleListFilter):
    """Practices by how complete they are."""

    title = gettext_lazy("completeness")
    parameter_name = "completeness"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, _("%(percentage)s%%") % {"percentage": name.replace("-", "–")}) for name in _BANDS]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        band = _BANDS.get(self.value() or "")
        return queryset.filter(completeness__range=band) if band else queryset


class WorklistFilter(admin.SimpleListFilter):
    """Practices that wait for something, as the desk counts them."""

    title = gettext_lazy("what waits")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.worklists = {worklist.name: worklist for worklist in worklists_of(user_of(request))}
        return [(worklist.name, worklist.label) for worklist in self.worklists.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Practice]) -> QuerySet[Practice]:
        worklist = self.worklists.get(self.value() or "")
        return queryset.filter(worklist.condition(user_of(request))) if worklist else queryset
