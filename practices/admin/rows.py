"""The rows below a practice in its form."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from modeltranslation.admin import TranslationStackedInline

from practices import rules
from practices.models import Citation, Figure, Involvement, Participation, Requirement

from .fields import RoomyFields, SharedChoiceField


class RowsOfPractice(admin.options.InlineModelAdmin):
    """Mixin: who may change a practice may change its rows, and who may see it may see them."""

    names: tuple[str, ...] = ()  # relations whose names a row shows

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.names)  # type: ignore[no-any-return]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(db_field, request, **{"form_class": SharedChoiceField, **kwargs})

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
    names = ("country",)
    extra = 0
    fields = [("country", "role", "part")]


class InvolvementInline(RowsOfPractice, admin.StackedInline):
    model = Involvement
    names = ("organisation",)
    extra = 0
    fields = [("organisation", "part")]


class RequirementInline(RowsOfPractice, RoomyFields, TranslationStackedInline):
    model = Requirement
    extra = 0


class CitationInline(RowsOfPractice, RoomyFields, TranslationStackedInline):
    model = Citation
    names = ("source",)
    extra = 0
    fields = [("source", "section"), ("pages", "paragraphs"), "note"]


class FigureInline(RowsOfPractice, RoomyFields, TranslationStackedInline):
    model = Figure
    names = ("citation__source",)
    extra = 0
    fields = [("qualifier", "value", "value_max"), "unit", "label", "citation"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        # Only the practice's own citations. A new one can be chosen after it has been saved.
        own = Citation.objects.filter(practice=obj).select_related("source")
        formset.form.base_fields["citation"].queryset = own  # type: ignore[attr-defined]
        return formset


INLINES = [ParticipationInline, InvolvementInline, CitationInline, FigureInline, RequirementInline]
