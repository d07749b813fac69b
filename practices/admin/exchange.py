"""Exporting practices in the admin, and the workbooks to begin an import with."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from typing import IO, Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from practices.exchange import exporting
from practices.exchange.columns import Model
from practices.exchange.workbook import TooLong
from practices.models import Organisation, Practice, Source

from .importing import ImportPages, hold_import
from .imports import may_import
from .pages import user_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExchangeAdmin(ImportPages):
    """Mixin: the pages of the import, and exports of what the list shows or of what is chosen in it."""

    def get_urls(self) -> list[Any]:
        return [
            self.page("import/template.xlsx", self.template_view, "import_template"),
            self.page("import/organisations.xlsx", partial(self.all_view, model=Organisation), "import_organisations"),
            self.page("import/sources.xlsx", partial(self.all_view, model=Source), "import_sources"),
            self.page("export.csv", partial(self.export_view, export=_csv), "export_csv"),
            self.page("export.xlsx", partial(self.export_view, export=_xlsx), "export_xlsx"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"may_import": may_import(user_of(request)), **(extra_context or {})}
        return super().changelist_view(request, context)

    def template_view(self, request: HttpRequest) -> HttpResponseBase:
        """Give the workbook to begin with."""
        hold_import(request)
        return _workbook("practices.xlsx", exporting.write_template)

    def all_view(self, request: HttpRequest, model: Model) -> HttpResponseBase:
        """Give all organisations, or all sources, as the workbook that is changed and imported."""
        hold_import(request)
        name = f"{model._meta.model_name}s-{timezone.localdate().isoformat()}.xlsx"
        return _workbook(name, partial(exporting.write_all, model))

    def export_view(
        self, request: HttpRequest, export: Callable[[HttpRequest, QuerySet[Practice]], HttpResponseBase]
    ) -> HttpResponseBase:
        """Give all that the list shows with the same address."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            return export(request, self.get_changelist_instance(request).queryset)
        except TooLong as error:
            self.message_user(request, str(error), messages.ERROR)
        except IncorrectLookupParameters:
            pass  # the list says so
        return HttpResponseRedirect(f"{reverse(self.route('changelist'))}?{request.GET.urlencode()}")


@admin.action(description=gettext_lazy("Export as XLSX"), permissions=["view"])
def export_xlsx(modeladmin: ExchangeAdmin, request: HttpRequest, queryset: QuerySet[Practice]) -> Any:
    """Export the chosen practices as a workbook."""
    try:
        return _xlsx(request, queryset)
    except TooLong as error:
        modeladmin.message_user(request, str(error), messages.ERROR)
        return None


@admin.action(description=gettext_lazy("Export as CSV"), permissions=["view"])
def export_csv(modeladmin: ExchangeAdmin, request: HttpRequest, queryset: QuerySet[Practice]) -> Any:
    """Export the chosen practices as CSV."""
    return _csv(request, queryset)


def _csv(request: HttpRequest, queryset: QuerySet[Practice]) -> HttpResponseBase:
    """Return a CSV file with these practices, which is written while it is sent."""
    lines = exporting.csv_lines(_numbers(queryset), user_of(request))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name("csv")}"'
    return response


def _xlsx(request: HttpRequest, queryset: QuerySet[Practice]) -> HttpResponseBase:
    """Return a workbook with these practices. Raise TooLong."""
    return _workbook(_name("xlsx"), partial(exporting.write_xlsx, _numbers(queryset), user_of(request)))


def _numbers(queryset: QuerySet[Practice]) -> list[int]:
    return list(dict.fromkeys(queryset.values_list("pk", flat=True)))


def _name(ending: str) -> str:
    return f"practices-{timezone.localdate().isoformat()}.{ending}"


def _workbook(name: str, write: Callable[[IO[bytes]], None]) -> FileResponse:
    """Return a workbook to download. What has been written is in a temporary file, which goes when it is sent."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=_XLSX)
