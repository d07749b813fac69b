"""Practices by how complete they are: a filter of the list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
