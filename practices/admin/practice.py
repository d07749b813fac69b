"""Practices in the admin: the list and the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from practices.editorial import completeness, moves, permissions, previews
from practices.models import Practice

from . import terms
from .completeness import CompletenessAdmin, CompletenessFilter
from .deleted import PracticeHistoryAdmin
from .duplicates import DuplicatesAdmin, NewPracticeForm
from .exchange import ExchangeAdmin, export_csv, export_xlsx
from .fields import RoomyFields, SharedMultipleChoiceField
from .filters import facet_filters
from .guards import GuardedList
from .moves import MovesAdmin, bulk_actions
from .preview import PreviewAdmin
from .rows import INLINES
from .versioned import VersionedAdmin, VersionedForm
from .worklists import WorklistFilter


def _in(language: str) -> list[Any]:
    """The fields of the text in one language."""
    return [f"{name}_{language}" for name in Practice.TEXTS]


class PracticeForm(NewPracticeForm, VersionedForm):
    """The form of a practice."""


class PracticeAdmin(
    CompletenessAdmin,
    DuplicatesAdmin,
    ExchangeAdmin,
    PreviewAdmin,
    PracticeHistoryAdmin,
    MovesAdmin,
    VersionedAdmin,
    GuardedList,
    RoomyFields,
    TranslationAdmin,
):
    form = PracticeForm
    change_form_template = "admin/practices/practice/change_form.html"
    list_display = ["title", "state_now", "complete", "author", "evidence_basis", "updated_at"]
    list_filter = [WorklistFilter, "state", CompletenessFilter, *facet_filters()]
    list_per_page = 50
    search_fields = ["=pk", "slug", "title_en", "title_fr", "title_es", "summary_en", "organisations__name_en"]
    actions = [*bulk_actions(), export_xlsx, export_csv]
    inlines = [*INLINES]
    prepopulated_fields = {"slug": ("title_en",)}
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    show_facets = admin.ShowFacets.NEVER
    save_on_top = True
    fieldsets = [
        (gettext_lazy("The practice in English"), {"fields": [*_in("en"), "slug"]}),
        (
            gettext_lazy("What kind of practice"),
            {"fields": [("evidence_basis", "instrument"), ("level", "status"), ("start_year", "end_year")]},
        ),
        (
            gettext_lazy("Where it belongs"),
            {
                "fields": [
                    "policy_areas",
                    "migration_phases",
                    "stakeholder_types",
                    "skill_levels",
                    "mobility_types",
                    "regions",
                ]
            },
        ),
        (
            gettext_lazy("How far to trust it"),
            {"fields": ["reported_on", ("verified_on", "verified_by"), "review_due", "credit"]},
        ),
        (gettext_lazy("In French"), {"fields": _in("fr"), "classes": ["collapse"]}),
        (gettext_lazy("In Spanish"), {"fields": _in("es"), "classes": ["collapse"]}),
    ]

    def view_on_site(self, obj: Practice) -> str | None:  # type: ignore[override]
        return obj.get_absolute_url() if obj.is_published else None

    # Who may do what: `permissions.py` says it of each practice -----------------------------------------

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Practice]:
        practices = super().get_queryset(request).select_related("author", "reviewer", "approved_by")
        return practices.visible_to(request.user)  # type: ignore[attr-defined,no-any-return]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return request.user.has_perm("practices.view_practice")
        return permissions.may_see(obj, request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return request.user.has_perm("practices.add_practice") or request.user.has_perm("practices.change_practice")
        return permissions.may_edit(obj, request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return bool(super().has_delete_permission(request))
        return permissions.may_delete(obj, request.user)

    # The form -------------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        response = super().changeform_view(request, object_id, form_url, extra_context)
        practice = getattr(response, "context_data", None) and response.context_data.get("original")
        if practice is not None:
            response.context_data |= self._standing(request, practice)
        return response

    def _standing(self, request: HttpRequest, practice: Practice) -> dict[str, Any]:
        """Where the practice stands, what can be done with it, and what was said about it."""
        user: Any = request.user
        may_edit = permissions.may_edit(practice, user)
        return {
            "may_edit": may_edit,
            "may_share": may_edit or previews.links_for(practice, user).live().exists(),
            "may_revise": permissions.may_revise(practice, request.user),
            "working_copy": permissions.working_copy_of(practice),
            "moves": moves.moves_for(practice, request.user),
            "comments": practice.comments.select_related("author"),
            "completeness": completeness.of(practice),
        }

    def save_model(self, request: HttpRequest, obj: Practice, form: Any, change: bool) -> None:
        if not change:
            obj.author = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_now(self, practice: Practice) -> str:
        """The state; of a working copy, what it revises."""
        if practice.revises_id is None:
            return practice.get_state_display()
        said = {"state": practice.get_state_display(), "number": practice.revises_id}
        return _("%(state)s (revision of %(number)s)") % said

    def response_post_save_add(self, request: HttpRequest, obj: Practice) -> HttpResponseRedirect:
        return self._after_saving(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Practice) -> HttpResponseRedirect:
        return self._after_saving(request, obj) or super().response_post_save_change(request, obj)

    def _after_saving(self, request: HttpRequest, practice: Practice) -> HttpResponseRedirect | None:
        """Go on to the page of the move that was asked for with the save."""
        name = request.POST.get("_move")
        if name not in moves.BY_NAME:
            return None
        return HttpResponseRedirect(reverse("admin:practices_practice_move", args=[practice.pk, name]))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        request._offered = terms.offered(obj)  # type: ignore[attr-defined]
        if obj is not None and request.method == "GET":
            terms.prefetch(obj, request._offered)  # type: ignore[attr-defined]
        return super().get_form(request, obj, change=change, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        offered = {"queryset": request._offered[db_field.name], "form_class": SharedMultipleChoiceField}  # type: ignore[attr-defined]
        return super().formfield_for_manytomany(db_field, request, **{**kwargs, **offered})
