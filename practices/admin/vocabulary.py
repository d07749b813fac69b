"""Vocabularies, sources and organisations in the admin."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import Q, TextField, URLField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from practices import models
from practices.editorial import history
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text.plain import is_among

from .autocomplete import Autocompleted, AutocompletedForm
from .links import LinkState, LinkStateFilter
from .merging import Merge
from .ordering import Order, at_the_end
from .searching import FoundByName
from .seen import VERSION, number_in
from .versioned import VersionedAdmin, VersionedForm


@admin.display(boolean=True, description=gettext_lazy("in use"), ordering="-retired")
def is_in_use(thing: models.Term | models.Synonym) -> bool:
    """Whether forms offer it, as lists show it."""
    return not thing.retired


class _Kept(FoundByName, VersionedAdmin):
    """What has a history, and is never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer terms that are in use, and the one that it has already."""
        vocabulary = db_field.related_model
        if issubclass(vocabulary, models.Term):
            pk = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            its_own = self.model._base_manager.filter(pk=pk).values(db_field.name)
            kwargs["queryset"] = vocabulary._base_manager.filter(Q(retired=False) | Q(pk__in=its_own))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class _Lasting(_Kept):
    """What links name: the address is fixed once it exists."""

    prepopulated_fields: ClassVar[Any] = {"slug": ("name_en",)}
    search_fields: ClassVar[Any] = ["name_en", "name_fr", "name_es"]
    fixed: ClassVar[list[str]] = ["slug"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fixed if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields


class TermForm(VersionedForm):
    """A term, whose old name readers may go on searching for."""

    keep_old_names = forms.BooleanField(
        label=gettext_lazy("If a name changes, keep the old one among the other names"),
        required=False,
        initial=True,
        help_text=gettext_lazy("So that search still finds it. Untick it where the old name was a mistake."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk and data.get("keep_old_names"):
            before = self._names_before()
            for code in LANGUAGES:
                lines = (data.get(f"aliases_{code}") or "").splitlines()
                old, new = before.get(f"name_{code}"), data.get(f"name_{code}")
                if old and new and not is_among(old, [new, *lines]):
                    self._set_aliases(data, code, [*lines, old])
        return data

    def _set_aliases(self, data: dict[str, Any], code: str, names: list[str]) -> None:
        name = f"aliases_{code}"
        try:
            data[name] = self.fields[name].clean("\n".join(names))
        except ValidationError as error:  # too long
            self.add_error(name, error)

    def _names_before(self) -> dict[str, Any]:
        """The names in the version that this form was made from: somebody may have saved another meanwhile."""
        version = history.numbered(self.instance, number_in(cast(QueryDict, self.data), VERSION))
        return version.content if version else dict(self.initial)


class TermAdmin(_Lasting, TranslationAdmin):
    """A vocabulary in the order of the alphabet."""

    form = TermForm
    pages: ClassVar[Any] = [*_Lasting.pages, Merge]
    list_display = ["name", is_in_use, "merged_into"]
    list_filter = ["retired"]
    list_select_related = ["merged_into"]
    formfield_overrides = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})}}
    own_fields: ClassVar[list[Any]] = []  # what a vocabulary has besides what they all have

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        renaming = ["keep_old_names"] if obj and self.has_change_permission(request, obj) else []
        return [
            (_("In English"), {"fields": ["name_en", *renaming, "description_en", "aliases_en", "slug"]}),
            *([(_("Place and codes"), {"fields": self.own_fields})] if self.own_fields else []),
            (_("In French"), {"fields": ["name_fr", "description_fr", "aliases_fr"]}),
            (_("In Spanish"), {"fields": ["name_es", "description_es", "aliases_es"]}),
            *([(_("In use or not"), {"fields": ["retired", "merged_into", "stands_for"]})] if obj else []),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "merged_into", "stands_for"]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        return super().render_change_form(request, {**context, "merge_route": self.route("merge")}, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change and "name_en" in form.changed_data:
            self._ask_for_other_names(request, form)

    def _ask_for_other_names(self, request: HttpRequest, form: Any) -> None:
        """Say that the name changed in English only, where it has one in other languages."""
        term = form.instance
        names = [getattr(term, f"name_{code}") for code in LANGUAGES if f"name_{code}" not in form.changed_data]
        if not (names := [name for name in names if name]):
            return
        text = ngettext(
            "The English name changed, this one is as before: %(names)s. Does it still fit?",
            "The English name changed, these are as before: %(names)s. Do they still fit?",
            len(names),
        )
        link = format_html('<a href="{}">{}</a>', self.address(term), _("Look at them"))
        self.message_user(request, format_html("{} {}", text % {"names": ", ".join(names)}, link), messages.WARNING)

    @admin.display(description=gettext_lazy("stands for"))
    def stands_for(self, term: Any) -> str:
        """The terms that it has replaced, each with a link to where that can be undone."""
        replaced = term.merged_from.all()
        rows = [(reverse(self.route("history"), args=[one.pk]), one.name) for one in replaced]
        return format_html_join(", ", '<a href="{}">{}</a>', rows) or "–"


class OrderedTermAdmin(TermAdmin):
    """A vocabulary whose order is chosen, rather than that of the alphabet."""

    pages: ClassVar[Any] = [*TermAdmin.pages, Order]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        address = reverse(self.route("order")) if self.has_change_permission(request) else ""
        return super().changelist_view(request, {"order_address": address, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.order = at_the_end(self.model)
        super().save_model(request, obj, form, change)


class RegionAdmin(TermAdmin):
    list_display = ["name", "m49", "parent", is_in_use]
    list_select_related = ["parent"]
    own_fields = ["parent", "m49"]
    fixed = ["slug", "m49"]


class CountryAdmin(TermAdmin):
    list_display = ["name", "code", "region", is_in_use]
    search_fields = [*_Lasting.search_fields, "code", "iso3", "aliases_en", "aliases_fr", "aliases_es"]
    list_filter = ["region", "retired"]
    list_select_related = ["region"]
    own_fields = ["region", "code", "iso3", "m49", "independent"]
    fixed = ["slug", "code", "iso3", "m49"]


class OrganisationForm(AutocompletedForm, VersionedForm):
    """An organisation, whose country is chosen by typing."""


class OrganisationAdmin(Autocompleted, _Lasting, TranslationAdmin):
    form = OrganisationForm
    fields = ["name", "acronym", "country", "slug"]
    list_display = ["name", "acronym", "country"]
    list_select_related = ["country"]
    search_fields = [*_Lasting.search_fields, "acronym_en", "acronym_fr", "acronym_es"]
    autocomplete_fields = ["country"]


class SourceAdmin(LinkState, _Lasting, TranslationAdmin):
    list_display = ["short_citation", "title", "year", "link_state"]
    list_filter = [LinkStateFilter, "kind"]
    actions = ["note_opened"]
    search_fields = ["title", "short_citation", "authors", "document_symbol", "isbn", "issn", "doi"]
    prepopulated_fields = {"slug": ("short_citation",)}
    formfield_overrides = {
        URLField: {"assume_scheme": "https"},
        TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
    }


class SynonymAdmin(_Kept):
    list_display = ["__str__", is_in_use]
    list_filter = ["retired"]
    search_fields = ["words"]
