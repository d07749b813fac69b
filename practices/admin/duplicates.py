"""Asking, before a new practice is saved, whether it is in the catalogue already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from practices.editorial import duplicates
from practices.editorial.duplicates import Duplicate, Sketch
from practices.models import Country, states

IS_ANOTHER = "_is_another"  # ticked: none of those shown is the same practice
_COUNTRY = re.compile(r"participations-[0-9]{1,4}-country")
_LONGEST_NUMBER = 18  # digits


class NewPracticeForm(forms.ModelForm):
    """Refuses a new practice that resembles others, until somebody has looked at these."""

    user: Any = None  # who saves
    duplicates: list[Duplicate] = []

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is None and data.get("title_en"):
            sketch = Sketch(data["title_en"], data.get("summary_en") or "", _countries_in(self.data))
            self.duplicates = duplicates.find(sketch, self.user)
            if self.duplicates and IS_ANOTHER not in self.data:
                text = _("Not saved yet: it may be in the catalogue already. Look at what resembles it, then decide.")
                self.add_error(None, text)
        return data


class DuplicatesAdmin(admin.ModelAdmin):
    """Mixin for the admin of practices. The form finds `duplicates` in its context."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        form.user = request.user  # type: ignore[attr-defined]
        return form

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is None:
            context["duplicates"] = context["adminform"].form.duplicates
            context["is_another"] = IS_ANOTHER in request.POST
        elif obj.state in states.IN_WORK and obj.revises_id is None:
            context["duplicates"] = duplicates.of(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _countries_in(posted: Mapping[str, Any]) -> frozenset[str]:
    """Return the countries in the rows below the form, which are validated after it."""
    chosen = {
        value
        for name, value in posted.items()
        if _COUNTRY.fullmatch(name) and f"{name.removesuffix('country')}DELETE" not in posted
    }
    numbers = [int(value) for value in chosen if value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER]
    return frozenset(Country.objects.filter(pk__in=numbers).values_list(Country.VALUE, flat=True))
