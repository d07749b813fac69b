"""Choosing one of many countries, organisations or sources by typing a part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest

from practices.models import Practice
from practices.models.change import Logged
from practices.text.plain import printable

from .fields import SharedChoiceField
from .guards import is_id
from .searching import found
from .writing_in import is_plain

_LONGEST = 200  # characters of what is typed


class Lookup(AutocompleteJsonView):
    """Answers what somebody types: names in all languages and codes, however they are typed; the best first."""

    def process_request(self, request: HttpRequest) -> Any:
        """Return what is asked for. Raise PermissionDenied for practices, which no field completes."""
        asked = super().process_request(request)
        if asked[1].model is Practice:
            raise PermissionDenied
        return asked

    def get_queryset(self) -> Any:
        self.term = printable(self.term[:_LONGEST])
        admin = self.model_admin
        if not issubclass(admin.model, Logged):
            return super().get_queryset()
        things = admin.get_queryset(self.request).complex_filter(self.source_field.get_limit_choices_to())
        if hasattr(admin.model, "retired"):
            things = things.filter(retired=False)
        names = [name.lstrip("^=@") for name in admin.get_search_fields(self.request)]
        return found(things, names, self.term)


class QuickAutocomplete(AutocompleteSelect):
    """Django's autocomplete, told what is chosen rather than asking the database in each row."""

    chosen: models.Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        if self.chosen is None or list(value) != [str(self.chosen.pk)]:
            # The database refuses what is no number; what is refused anyway need not be shown as chosen.
            numbers = [one for one in value if is_id(one)]
            return super().optgroups(name, numbers, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*options, self.create_option(name, value[0], str(self.chosen), True, len(options))], 0)]


class AutocompletedForm(forms.ModelForm):
    """A form that tells its autocompletes what its instance has, where that was fetched with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # the admin wraps it, with links beside it
            if isinstance(widget, QuickAutocomplete):
                widget.chosen = self.instance._state.fields_cache.get(name)


class Autocompleted(BaseModelAdmin):
    """Mixin for an admin or inline: its `autocomplete_fields` are fetched with it and cost no query each."""

    form: Any = AutocompletedForm
    autocomplete_fields: ClassVar[Any] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.autocomplete_fields)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields and is_plain(request):
            kwargs |= {"widget": forms.Select(), "form_class": SharedChoiceField}
        elif db_field.name in self.autocomplete_fields:
            kwargs["widget"] = QuickAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
