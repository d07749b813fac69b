"""The state of a source's link, as the last check found it (`manage.py check_links`)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practices import links
from practices.models import LinkCheck, Source

_UNCHECKED = "unchecked"
_NONE = "none"


class LinkStateFilter(admin.SimpleListFilter):
    """Sources by the state of their link. Those that are replaced have none: nobody checks it."""

    title = gettext_lazy("state of the link")
    parameter_name = "link"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*LinkCheck.Verdict.choices, (_UNCHECKED, _("Not checked yet")), (_NONE, _("No link"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        value = self.value()
        if value == _NONE:
            return queryset.filter(url="", merged_into=None)
        if value not in {_UNCHECKED, *LinkCheck.Verdict.values}:
            return queryset
        with_link = Source.objects.filter(merged_into=None).exclude(url="").only("pk", "url")
        checks = links.checks_of(with_link)
        states = {source.pk: checks[source.pk].verdict if source.pk in checks else _UNCHECKED for source in with_link}
        return queryset.filter(pk__in=[pk for pk, state in states.items() if state == value])


class LinkState(admin.ModelAdmin):
    """Mixin for the admin of sources: shows the state of the link in the list and in the form."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist: Any = super().get_changelist_instance(request)
        checks = links.checks_of(changelist.result_list)
        for source in changelist.result_list:
            source.link_check = checks.get(source.pk)
        return changelist

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "link_state", "link_checked"]

    def save_model(self, request: HttpRequest, obj: Source, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "url" in form.changed_data:
            links.forget(form.initial["url"])

    @admin.display(description=gettext_lazy("state of the link"))
    def link_state(self, source: Source) -> str:
        """Return what the last check found, in a few words."""
        if not source.url or source.merged_into_id is not None:
            return ""
        check = _check_of(source)
        return check.summary if check else _("Not checked yet")

    @admin.display(description=gettext_lazy("link last checked"))
    def link_checked(self, source: Source) -> str:
        """Return the day of the last check."""
        check = _check_of(source)
        return formats.date_format(check.checked_at) if check else ""

    @admin.action(
        description=gettext_lazy("I opened the links of the chosen sources: they work"), permissions=["change"]
    )
    @transaction.atomic
    def note_opened(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Keep it that somebody has opened the links of these sources, and found that they work."""
        checks = links.checks_of(queryset)
        for check in checks.values():
            check.note_opened()
            check.save()
        text = ngettext("Noted for %(count)d link.", "Noted for %(count)d links.", len(checks))
        self.message_user(request, text % {"count": len(checks)}, messages.SUCCESS)


def _check_of(source: Any) -> LinkCheck | None:
    """Return what is known of a source's link; the list has it at hand."""
    if not hasattr(source, "link_check"):
        source.link_check = links.checks_of([source]).get(source.pk)
    found: LinkCheck | None = source.link_check
    return found
