"""The rows below a practice in its form."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from modeltranslation.admin import TranslationStackedInline

from practices import rules
from practices.models import Citation, Figure, Involvement, Participation, Requirement

from .fields import RoomyFields


class RowsOfPractice(admin.options.InlineModelAdmin):
    """Mixin: who may change a practice may change its rows, and who may see it may see them."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or rules.may_see(obj, request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or rules.may_edit(obj, request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or rules.may_edit(obj, request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or rules.may_edit(obj, request.user)


class ParticipationInline(RowsOfPractice, admin.StackedInline):
    model = Participation
    extra = 0
    fields = [("country", "role", "part")]


class InvolvementInline(RowsOfPractice, admin.StackedInline):
    model = Involvement
    extra = 0
    fields = [("organisation", "part")]


class RequirementInline(RowsOfPractice, RoomyFields, TranslationStackedInline):
    model = Requirement
    extra = 0


class CitationFormSet(BaseInlineFormSet):
    """Keeps at least one citation on what is published."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in kept if not form.cleaned_data.get("DELETE")] if not any(self.errors) else kept
        if self.instance.pk and self.instance.is_published and not kept:
            raise ValidationError(_("A published practice needs a citation. Add another before you remove this one."))


class CitationInline(RowsOfPractice, RoomyFields, TranslationStackedInline):
    model = Citation
    formset = CitationFormSet
    extra = 0
    fields = [("source", "section"), ("pages", "paragraphs"), "note"]


class FigureInline(RowsOfPractice, RoomyFields, TranslationStackedInline):
    model = Figure
    extra = 0
    fields = [("qualifier", "value", "value_max"), "unit", "label", "citation"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        # Only the practice's own citations. A new one can be chosen after it has been saved.
        own = Citation.objects.filter(practice=obj).select_related("source")
        formset.form.base_fields["citation"].queryset = own  # type: ignore[attr-defined]
        return formset


INLINES = [ParticipationInline, InvolvementInline, CitationInline, FigureInline, RequirementInline]
