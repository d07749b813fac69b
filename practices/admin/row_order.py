"""The order of the rows in a form: each says its place, which scripts fill in as rows are moved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy

PLACE = "place"


class PlaceField(forms.IntegerField):
    """The place of a row, from 1. A row that only moves has not changed itself."""

    def __init__(self) -> None:
        widget = forms.NumberInput(attrs={"class": "row-place"})
        label = gettext_lazy("Place in the order")
        super().__init__(label=label, min_value=1, max_value=1000, required=False, widget=widget)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class OrderedFormSet(BaseInlineFormSet):
    """Rows that are saved in the order of their places."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields[PLACE] = PlaceField()
        if form.instance.pk is not None and index is not None:
            form.initial[PLACE] = index + 1

    def in_order(self, forms: list[Any]) -> list[Any]:
        """Return some of its forms as their places say. One that moves comes before, or behind, the one whose place it
        takes; one without a place stays where it is.
        """
        return sorted(forms, key=self._place_of)

    def _place_of(self, form: Any) -> tuple[int, int]:
        stood = self.forms.index(form) + 1
        typed = form[PLACE].value()
        wanted = int(typed) if str(typed).isascii() and str(typed).isdecimal() and len(str(typed)) < 5 else stood
        return wanted, (wanted > stood) - (wanted < stood)

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        self._put_in_order([form.instance for form in self.in_order(self.forms) if self._stays(form)])
        return saved

    def _stays(self, form: Any) -> bool:
        return form.instance.pk is not None and form.instance not in self.deleted_objects

    def _put_in_order(self, rows: list[Any]) -> None:
        if rows == sorted(rows, key=lambda row: (row.place, row.pk)):
            return
        for place, row in enumerate(rows, 1):
            row.place = place
        model: Any = self.model
        model._default_manager.bulk_update(rows, [PLACE])
