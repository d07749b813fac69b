"""Practices in the admin: the list and the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from modeltranslation.admin import TranslationAdmin

from practices.editorial import (
    completeness,
    conversation,
    duplicates,
    history,
    link_names,
    notifications,
    offers,
    permissions,
    previews,
    remarks,
    second_reader,
    unsaved,
)
from practices.editorial.moves import BY_NAME, moves_for
from practices.models import Practice, states
from practices.models.translations import ORIGINAL

from . import (
    autosave,
    beside,
    copying,
    deleted,
    featuring,
    form_page,
    imports,
    mapping,
    moves,
    preview,
    saved_filters,
    spreading,
    terms,
)
from . import offers as offer_pages
from . import remarks as remark_pages
from .bulk import bulk_actions
from .bulk_deletion import delete_drafts
from .duplicates import IS_ANOTHER, NewPracticeForm
from .exchange import ExchangeAdmin, export_csv, export_xlsx
from .fields import OneLanguage, SharedMultipleChoiceField
from .filters import CompletenessFilter, WorklistFilter, facet_filters
from .guards import List
from .pages import user_of
from .rows import INLINES, TRANSLATED, understood
from .searching import FoundByWords
from .versioned import VersionedAdmin, VersionedForm
from .writing_in import language_of


class PracticeForm(NewPracticeForm, VersionedForm):
    """The form of a practice. An empty link name is made of the title."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("slug") and "slug" in self.fields and "slug" not in self.errors and data.get("title_en"):
            data["slug"] = link_names.free(data["title_en"], "practice")
        return data


class PracticeAdmin(OneLanguage, FoundByWords, ExchangeAdmin, VersionedAdmin, TranslationAdmin):
    """Practices. Translation comes last: what it makes of a field is widened by `RoomyFields` before it."""

    pages = [
        *VersionedAdmin.pages,
        *autosave.PAGES,
        *beside.PAGES,
        *copying.PAGES,
        *deleted.PAGES,
        *featuring.PAGES,
        *imports.PAGES,
        *mapping.PAGES,
        *moves.PAGES,
        *offer_pages.PAGES,
        *preview.PAGES,
        *remark_pages.PAGES,
        *saved_filters.PAGES,
        *spreading.PAGES,
    ]
    form = PracticeForm
    change_form_template = "admin/practices/practice/change_form.html"
    list_display = ["title", "number", "state_now", "complete", "entered_by", "evidence_basis", "changed"]
    list_per_page = 50
    search_fields = ["words"]
    actions = [*bulk_actions(), delete_drafts, featuring.feature, featuring.unfeature, export_xlsx, export_csv]
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    show_facets = admin.ShowFacets.NEVER

    def view_on_site(self, obj: Practice) -> str | None:  # type: ignore[override]
        return obj.get_absolute_url() if obj.is_published else None

    # Who may do what: `permissions.py` says it of each practice -----------------------------------------

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Practice]:
        practices: Any = super().get_queryset(request).select_related("author", "reviewer", "approved_by")
        return practices.visible_to(request.user)  # type: ignore[no-any-return]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PracticeList]:
        return PracticeList

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
            return super().has_delete_permission(request)
        return permissions.may_delete(obj, request.user)

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Whether the user is offered the actions of the list for who may review."""
        return request.user.has_perm(permissions.REVIEW)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user is offered the actions of the list for who may publish."""
        return permissions.may_publish(request.user)

    # The list -------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        address = reverse(self.route("deleted")) if deleted.may_recover_any(user_of(request)) else ""
        more = {"deleted_address": address, **saved_filters.context_for(self, request)}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [WorklistFilter, "state", CompletenessFilter, *facet_filters()]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # one by one, with a reason
        return actions

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_now(self, practice: Practice) -> str:
        """The state; of a working copy, what it revises."""
        if practice.revises_id is None:
            return practice.get_state_display()
        said = {"state": practice.get_state_display(), "number": practice.revises_id}
        return _("%(state)s (revision of %(number)s)") % said

    @admin.display(description=pgettext_lazy("of a practice", "number"), ordering="pk")
    def number(self, practice: Practice) -> str:
        """Its number, as addresses and files have it."""
        return str(practice.pk)

    @admin.display(description=gettext_lazy("last changed"), ordering="updated_at")
    def changed(self, practice: Practice) -> str:
        """The day of the last change, in few letters."""
        return formats.date_format(localtime(practice.updated_at), "SHORT_DATE_FORMAT")

    @admin.display(description=gettext_lazy("entered by"), ordering="author")
    def entered_by(self, practice: Practice) -> str:
        """Who entered it, by name."""
        return history.name_of(practice.author)

    @admin.display(description=gettext_lazy("complete"), ordering="completeness")
    def complete(self, practice: Any) -> str:
        """The percentage, as the list shows it."""
        return _("%(percentage)s%%") % {"percentage": practice.completeness}

    # The form -------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        language = language_of(request, obj)
        return [(part.title, {"fields": part.fields(language)}) for part in form_page.parts(language)]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return INLINES if language_of(request, obj) == ORIGINAL else TRANSLATED

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        if obj is None and "title_en" in form.base_fields:
            form.base_fields["title_en"].widget.attrs["autofocus"] = True
        offered = terms.offered(obj)
        if obj is not None and request.method == "GET":
            terms.prefetch(obj, offered)
        for name in offered.keys() & form.base_fields.keys():
            form.base_fields[name].queryset = offered[name]
        return form

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.ManyToManyField):
            field.widget = field.widget.widget  # without a link to make new terms: the boxes are described one by one
        elif isinstance(db_field, models.DateField):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "2010-01-31"})
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **kwargs, form_class=SharedMultipleChoiceField)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        practice, form = kwargs["obj"], context["adminform"].form
        new = {"duplicates": getattr(form, "duplicates", []), "is_another": IS_ANOTHER in request.POST}
        user = user_of(request)
        about: dict[str, Any] = new if practice is None else _about(practice, user)
        about |= form_page.shown(request, practice, context, about.get("completeness"))
        about |= autosave.context_of(request, practice, user) | {"beside": beside.addresses(request, practice)}
        return super().render_change_form(request, context | about, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Practice, form: Any, change: bool) -> None:
        if not change:
            obj.author = user_of(request)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        practice, user = form.instance, user_of(request)
        wrote_before = permissions.wrote(practice, user)
        super().save_related(request, form, formsets, change)
        on_page = practice if change else None
        unsaved.of(user, on_page, language_of(request, on_page)).delete()
        for text in understood(formsets):
            self.message_user(request, text, messages.INFO)
        if not wrote_before and permissions.wrote(practice, user) and practice.state == Practice.State.IN_REVIEW:
            notifications.corrected(practice, user)
            self.message_user(request, second_reader.said(practice, user), messages.WARNING)

    def response_post_save_add(self, request: HttpRequest, obj: Practice) -> HttpResponseRedirect:
        return self._to_move(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Practice) -> HttpResponseRedirect:
        return self._to_move(request, obj) or super().response_post_save_change(request, obj)

    def _to_move(self, request: HttpRequest, practice: Practice) -> HttpResponseRedirect | None:
        """Go on to the page of the move that was asked for with the save."""
        name = request.POST.get("_move")
        known = name in BY_NAME
        return HttpResponseRedirect(reverse(self.route("move"), args=[practice.pk, name])) if known else None

    # What Django has routes of its own for ---------------------------------------------------------

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        return deleted.Delete.as_view(model_admin=self)(request, pk=object_id)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        if address := deleted.where_it_went(object_id, user_of(request)):
            return HttpResponseRedirect(address)
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]


class PracticeList(List):
    """The list, which alone needs to know of each practice how complete it is: a form would pay a tenth more for it."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> models.QuerySet[Practice]:
        self.root_queryset = completeness.with_percentage(self.root_queryset)
        return super().get_queryset(request, exclude_parameters)


def _about(practice: Practice, user: User) -> dict[str, Any]:
    """What the form says of a practice: how it stands, what can be done with it, and what was said about it."""
    may_edit = permissions.may_edit(practice, user)
    said = remarks.of(practice, practice.comments.select_related("author", "settled_by"), user)
    may_be_double = practice.state in states.IN_WORK and practice.revises_id is None
    return {
        "may_edit": may_edit,
        "may_copy": user.has_perm(permissions.ADD),
        "second_reader": second_reader.said(practice, user),
        "may_share": may_edit or previews.links_for(practice, user).live().exists(),
        "may_revise": permissions.may_revise(practice, user),
        "has_newer_text": user.has_perm("practices.change_practice") and offers.of(practice) is not None,
        "working_copy": permissions.working_copy_of(practice),
        "moves": moves_for(practice, user),
        "conversation": conversation.of(practice, said, conversation.MOST),
        "remarks": said,
        "remark_places": remarks.places(),
        "completeness": completeness.of(practice),
        "duplicates": duplicates.of(practice, user) if may_be_double else [],
    }
