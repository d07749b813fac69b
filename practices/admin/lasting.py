"""What terms, organisations, sources and synonyms have in common in the admin: found by name, kept, retired."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy

from practices import models

from .merging import Merge
from .searching import FoundByName
from .versioned import VersionedAdmin


@admin.display(boolean=True, description=gettext_lazy("in use"), ordering="-retired")
def is_in_use(thing: models.Replaceable | models.Synonym) -> bool:
    """Whether forms offer it, as lists show it."""
    return not thing.retired


class Kept(FoundByName, VersionedAdmin):
    """What has a history, and is not deleted."""

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


class Lasting(Kept):
    """What links name: the address is fixed once it exists. It can be retired, and replaced by another."""

    pages: ClassVar[Any] = [*Kept.pages, Merge]
    prepopulated_fields: ClassVar[Any] = {"slug": ("name_en",)}
    search_fields: ClassVar[Any] = ["name_en", "name_fr", "name_es"]
    fixed: ClassVar[list[str]] = ["slug"]
    IN_USE: ClassVar[list[str]] = ["retired", "merged_into", "stands_for"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*(self.fixed if obj else []), "merged_into", "stands_for"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        merge = self.route("merge") if self.has_change_permission(request) else ""
        return super().render_change_form(request, {"merge_route": merge, **context}, *args, **kwargs)

    @admin.display(description=gettext_lazy("stands for"))
    def stands_for(self, thing: Any) -> str:
        """What it has replaced, each with a link to where that can be undone."""
        rows = [(reverse(self.route("history"), args=[one.pk]), str(one)) for one in thing.merged_from.all()]
        return format_html_join(", ", '<a href="{}">{}</a>', rows) or "–"
