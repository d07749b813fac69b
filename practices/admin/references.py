"""Organisations and sources in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet, TextField, URLField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from practices.editorial import health, references
from practices.models import Source
from practices.models.told_apart import tell_apart
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text import languages

from . import gone
from .autocomplete import Autocompleted, AutocompletedForm
from .duplicates import IS_ANOTHER
from .guards import is_id
from .lasting import Lasting, is_in_use
from .links import LinkState, LinkStateFilter
from .pages import user_of
from .pasting import Pasting
from .seen import number_in
from .twins import Apart, ReferenceForm
from .uses import Uses

_USE = "_use"  # the button beside one that resembles what was typed


def _each(name: str) -> list[str]:
    """Return the fields of a translated text, one for each language."""
    return [f"{name}_{code}" for code in LANGUAGES]


class ReferenceAdmin(Lasting, TranslationAdmin):
    """What curators enter along with practices, and may replace, retire and, while nothing uses it, delete."""

    change_form_template = "admin/terms/reference_form.html"
    pages: ClassVar[Any] = [*Lasting.pages, Uses, Apart, *gone.PAGES]
    list_filter: ClassVar[Any] = ["retired"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request) if obj is None else references.may_change(obj, user_of(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the form offers it. The list does not: one by one, with a look at what uses it."""
        return obj is not None and references.may_delete(obj, user_of(request)) and not references.is_used(obj)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        is_any = references.recoverable(self.model, user_of(request)).exists()
        address = reverse(self.route("deleted")) if is_any else ""
        return super().changelist_view(request, {"deleted_things": address, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist: Any = super().get_changelist_instance(request)
        counts = references.counts(self.model, [thing.pk for thing in changelist.result_list])
        for thing in changelist.result_list:
            thing.used_in_practices = counts.get(thing.pk, 0)
        return changelist

    @admin.display(description=gettext_lazy("practices"))
    def used_in(self, thing: Any) -> str:
        """In how many practices it is used, with a link to them."""
        address = reverse(self.route("uses"), args=[thing.pk])
        return format_html('<a href="{}">{}</a>', address, thing.used_in_practices)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        """In a window that was opened to add one, one that is there may be chosen instead."""
        number = number_in(request.POST, _USE) if IS_POPUP_VAR in request.POST else None
        if number and self.has_add_permission(request):
            thing = self.get_queryset(request).filter(pk=number, retired=False).first()
            if thing is not None:
                return self.response_add(request, thing)
        return super().add_view(request, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        form = context["adminform"].form
        about = {"twins": getattr(form, "twins", []), "is_another": IS_ANOTHER in request.POST}
        uses = {"uses_route": self.route("uses")}
        return super().render_change_form(request, {**context, **about, **uses}, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        tell_apart(form.instance, [twin.thing for twin in form.twins])  # one has looked at them

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        return gone.Delete.as_view(model_admin=self)(request, pk=object_id)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        recoverable = references.recoverable(self.model, user_of(request))
        lost = recoverable.filter(object_id=int(object_id)).first() if is_id(object_id) else None
        if lost is not None:
            return HttpResponseRedirect(reverse(self.route("deleted_one"), args=[lost.pk]))
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]


class OrganisationForm(AutocompletedForm, ReferenceForm):
    """An organisation, whose country is chosen by typing."""


class OrganisationAdmin(Autocompleted, ReferenceAdmin):
    form = OrganisationForm
    list_display = ["name", "acronym", "country", "used_in", is_in_use]
    list_select_related = ["country"]
    search_fields = [*Lasting.search_fields, "acronym_en", "acronym_fr", "acronym_es"]
    autocomplete_fields = ["country"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        in_use = [(_("In use or not"), {"fields": self.IN_USE})] if obj else []
        return [(None, {"fields": [*_each("name"), *_each("acronym"), "country", "slug"]}), *in_use]


class SourceForm(ReferenceForm):
    """A source, whose language is chosen from a list."""

    NAMED = "short_citation"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "language" in self.fields:
            own = self.instance.language
            others = [] if own in languages.codes() else [(own, own)]
            self.fields["language"].widget = forms.Select(choices=[*languages.choices(), *others])
            self.fields["language"].help_text = ""


class PlaceFilter(admin.SimpleListFilter):
    """Sources that nothing tells where to find."""

    title = gettext_lazy("where to find it")
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("Not known"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        return queryset.filter(health.LOST) if self.value() == "none" else queryset


class SourceAdmin(Pasting, LinkState, ReferenceAdmin):
    form = SourceForm
    list_display = ["short_citation", "title", "year", "link_state", "used_in", is_in_use]
    list_filter = [LinkStateFilter, PlaceFilter, "kind", "retired"]
    actions = ["note_opened"]
    search_fields = ["title", "short_citation", "authors", "document_symbol", "isbn", "issn", "doi"]
    prepopulated_fields = {"slug": ("short_citation",)}
    formfield_overrides = {
        URLField: {"assume_scheme": "https"},
        TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
    }

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        numbers = [("series", "number"), ("issn", "isbn"), ("doi", "document_symbol")]
        state = ["link_state", "link_checked"] if obj else []
        about = ["title", "short_citation", ("kind", "language"), "authors_en", ("year", "date"), "slug"]
        found = ["url", "archived_url", "where_to_find_en", "licence", *state]
        return [
            (None, {"fields": about}),
            (_("Where it was issued"), {"fields": ["publisher_en", "place_en", *numbers]}),
            (_("Where to find it"), {"fields": found}),
            (_("In French"), {"fields": _in("fr"), "classes": ["collapse"]}),
            (_("In Spanish"), {"fields": _in("es"), "classes": ["collapse"]}),
            *([(_("In use or not"), {"fields": self.IN_USE})] if obj else []),
        ]


def _in(language: str) -> list[str]:
    """Return the fields of a source's texts in one language."""
    return [f"{name}_{language}" for name in Source.TEXTS]
