"""Vocabularies, sources and organisations in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from practices import models

from .autocomplete import Autocompleted
from .fields import RoomyFields
from .links import LinkState, LinkStateFilter


class _Lasting(RoomyFields, admin.ModelAdmin):
    """What links name: the address is fixed once it exists, and nothing is deleted but retired or replaced."""

    prepopulated_fields: ClassVar[Any] = {"slug": ("name_en",)}
    search_fields: ClassVar[Any] = ["name_en", "name_fr", "name_es"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(
    models.PolicyArea, models.MigrationPhase, models.StakeholderType, models.SkillLevel, models.MobilityType
)
class TermAdmin(_Lasting, TranslationAdmin):
    list_display = ["name", "order", "is_in_use", "merged_into"]
    list_filter = ["retired"]
    list_select_related = ["merged_into"]

    @admin.display(boolean=True, description=_("in use"), ordering="-retired")
    def is_in_use(self, term: models.Term) -> bool:
        return not term.retired


@admin.register(models.Region)
class RegionAdmin(TermAdmin):
    list_display = ["name", "m49", "parent", "is_in_use"]
    list_select_related = ["parent"]


@admin.register(models.Country)
class CountryAdmin(TermAdmin):
    list_display = ["name", "code", "region", "is_in_use"]
    search_fields = [*_Lasting.search_fields, "code", "iso3", "aliases_en", "aliases_fr", "aliases_es"]
    list_filter = ["region", "retired"]
    list_select_related = ["region"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["slug", "code"] if obj else []


@admin.register(models.Organisation)
class OrganisationAdmin(Autocompleted, _Lasting, TranslationAdmin):
    fields = ["name", "acronym", "country", "slug"]
    list_display = ["name", "acronym", "country"]
    list_select_related = ["country"]
    search_fields = [*_Lasting.search_fields, "acronym_en", "acronym_fr", "acronym_es"]
    autocomplete_fields = ["country"]


@admin.register(models.Source)
class SourceAdmin(LinkState, _Lasting):
    list_display = ["short_citation", "title", "year", "link_state"]
    list_filter = [LinkStateFilter]
    actions = ["note_opened"]
    search_fields = ["title", "short_citation", "authors", "document_symbol"]
    prepopulated_fields = {"slug": ("short_citation",)}
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(models.Synonym)
class SynonymAdmin(RoomyFields, admin.ModelAdmin):
    list_display = ["__str__", "is_in_use"]
    list_filter = ["retired"]
    search_fields = ["words"]

    @admin.display(boolean=True, description=_("in use"), ordering="-retired")
    def is_in_use(self, synonym: models.Synonym) -> bool:
        return not synonym.retired

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What came with the catalogue would come back with the next start: it is retired instead."""
        return obj is not None and obj.fixture is None and super().has_delete_permission(request, obj)
