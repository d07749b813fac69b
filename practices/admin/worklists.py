"""The lists of the desk as a filter of the admin's list of practices."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from practices.editorial.worklists import worklists_of
from practices.models import Practice

from .pages import user_of


class WorklistFilter(admin.SimpleListFilter):
    """Practices that wait for something, as the desk counts them."""

    title = _("what waits")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.worklists = {worklist.name: worklist for worklist in worklists_of(user_of(request))}
        return [(worklist.name, worklist.label) for worklist in self.worklists.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Practice]) -> QuerySet[Practice]:
        worklist = self.worklists.get(self.value() or "")
        return queryset.filter(worklist.condition(user_of(request))) if worklist else queryset
