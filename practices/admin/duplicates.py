"""Asking, before a new practice is saved, whether it is in the catalogue already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from practices.editorial import duplicates
from practices.editorial.duplicates import Duplicate, Sketch
from practices.models import Country

from .guards import is_id

IS_ANOTHER = "_is_another"  # ticked: none of those shown is the same practice
_COUNTRY = re.compile(r"participations-[0-9]{1,4}-country")


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


def _countries_in(posted: Mapping[str, Any]) -> frozenset[str]:
    """Return the countries in the rows below the form, which are validated after it."""
    chosen = {
        value
        for name, value in posted.items()
        if _COUNTRY.fullmatch(name) and f"{name.removesuffix('country')}DELETE" not in posted
    }
    numbers = [int(value) for value in chosen if is_id(value)]
    return frozenset(Country.objects.filter(pk__in=numbers).values_list(Country.VALUE, flat=True))
