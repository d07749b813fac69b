"""Vocabularies in the admin."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, TextField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from practices.editorial import health, history
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text.plain import is_among, listed

from .lasting import Kept, Lasting, is_in_use
from .ordering import Order, at_the_end
from .seen import VERSION, number_in
from .versioned import VersionedForm


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


class LacksFilter(admin.SimpleListFilter):
    """Terms that lack something that they should say."""

    title = gettext_lazy("what is missing")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(lack.name, lack.label) for lack in health.LACKS if model_admin.model not in lack.but_for]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        lack = next((lack for lack in health.LACKS if lack.name == self.value()), None)
        return queryset.filter(lack.condition, retired=False) if lack else queryset


class TermAdmin(Lasting, TranslationAdmin):
    """A vocabulary in the order of the alphabet."""

    form = TermForm
    list_display = ["name", is_in_use, "merged_into"]
    list_filter: ClassVar[Any] = [LacksFilter, "retired"]
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
            *([(_("In use or not"), {"fields": self.IN_USE})] if obj else []),
        ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change and "name_en" in form.changed_data:
            self._ask_for_other_names(request, form)
        if missing := [str(lack.label) for lack in health.lacks_of_names(form.instance)]:
            text = _("%(missing)s. Readers of that language see the English one.")
            self.message_user(request, text % {"missing": listed(missing)}, messages.WARNING)

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
    search_fields = [*Lasting.search_fields, "code", "iso3", "aliases_en", "aliases_fr", "aliases_es"]
    list_filter = [LacksFilter, "region", "retired"]
    list_select_related = ["region"]
    own_fields = ["region", "code", "iso3", "m49", "independent"]
    fixed = ["slug", "code", "iso3", "m49"]


class SynonymAdmin(Kept):
    list_display = ["__str__", is_in_use]
    list_filter = ["retired"]
    search_fields = ["words"]
