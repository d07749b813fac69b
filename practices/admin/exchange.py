"""Importing and exporting practices in the admin."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import IO, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.exchange import exporting, importing
from practices.exchange.importing import Refused
from practices.exchange.outcomes import Outcomes
from practices.exchange.reading import MOST_BYTES, read
from practices.exchange.table import MOST_ROWS, PublicFile, Table, Unreadable
from practices.exchange.workbook import TooLong
from practices.models import Practice, Upload
from practices.web.busy import Trouble, trouble_of

from . import progress
from .pages import ThingPages

_log = logging.getLogger(__name__)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """A file to import."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    table: Table

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.table = read(file)
        except PublicFile as error:
            raise forms.ValidationError(format_html(str(error.SENTENCE), link=_link_to_list())) from error
        except Unreadable as error:
            raise forms.ValidationError(error.sentences) from error
        return file


class ExchangeAdmin(ThingPages):
    """Mixin: pages for the import, and exports of what the list shows or of what is chosen in it."""

    def get_urls(self) -> list[Any]:
        return [
            self.page("import/", self.import_view, "import"),
            self.page("import/template.xlsx", self.template_view, "import_template"),
            self.page("import/<id:pk>/", self.upload_view, "import_upload"),
            self.page("import/<id:pk>/<int:number>/", self.row_view, "import_row"),
            self.page("export.csv", partial(self.export_view, export=_csv), "export_csv"),
            self.page("export.xlsx", partial(self.export_view, export=_xlsx), "export_xlsx"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_import": _may_import(request), **(extra_context or {})})

    # Importing -----------------------------------------------------------------------------------

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file. What can't be imported is refused with 422."""
        _hold_import(request)
        is_sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
        if is_sent and form.is_valid():
            upload = Upload.keep(request, form.cleaned_data["file"].name or "", form.table.to_json())
            return HttpResponseRedirect(reverse(self.route("import_upload"), args=[upload.pk]))
        context = {"form": form, "most_rows": MOST_ROWS, "most_bytes": MOST_BYTES // 1_000_000}
        response = self.render(request, "exchange/import", _("Import practices"), context)
        response.status_code = 422 if is_sent else 200
        return response

    def template_view(self, request: HttpRequest) -> HttpResponseBase:
        """Give the workbook to begin with."""
        _hold_import(request)
        return _workbook("practices.xlsx", exporting.write_template)

    def upload_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show what a file would do, and do it when that is confirmed."""
        _hold_import(request)
        upload = Upload.of(request).defer("table").filter(pk=pk).first()
        if upload is None:
            self.message_user(request, _("This file is no longer here. Send it again."), messages.WARNING)
            return HttpResponseRedirect(reverse(self.route("import")))
        if upload.counts is not None:
            return self.render(request, "exchange/done", _("Imported"), {"upload": upload, "counts": upload.counts})
        work = _write if request.method == "POST" else _look
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Import practices")}
        return progress.response(request, {**context, "upload": upload}, work(request, upload))

    def row_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show all that one row would do."""
        _hold_import(request)
        upload = get_object_or_404(Upload.of(request), pk=pk, counts__isnull=True)
        table = Table.from_json(upload.table)
        row = next((row for rows in table.batches() for row in rows if row.number == number), None)
        if row is None:
            raise Http404
        outcome = importing.look_at(table, row, _user(request))
        title = _("Row %(number)s of %(name)s") % {"number": number, "name": upload.name}
        return self.render(request, "exchange/row", title, {"upload": upload, "outcome": outcome})

    # Exporting -----------------------------------------------------------------------------------

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


def _link_to_list() -> str:
    address = reverse("admin:practices_practice_changelist")
    return format_html('<a href="{}">{}</a>', address, _("the list of practices"))


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _may_import(request: HttpRequest) -> bool:
    return all(request.user.has_perm(f"practices.{verb}_practice") for verb in ("add", "change"))


def _hold_import(request: HttpRequest) -> None:
    if not _may_import(request):
        raise PermissionDenied


# What is shown while a file is looked at, and imported ---------------------------------------


def _look(request: HttpRequest, upload: Upload) -> progress.Work:
    table = Table.from_json(upload.table)
    outcomes = yield from _followed(importing.look(table, _user(request)))
    context = {"upload": upload, "outcomes": outcomes, "notes": table.notes}
    return render_to_string("admin/exchange/_look.html", context, request)


def _write(request: HttpRequest, upload: Upload) -> progress.Work:
    """Import. Whatever goes wrong, nothing is changed then, and the page says so."""
    try:
        with transaction.atomic():
            # Whoever confirms twice finds the second time that it is done.
            locked = Upload.objects.select_for_update().get(pk=upload.pk, counts__isnull=True)
            table, seen = Table.from_json(locked.table), request.POST.get("seen", "")
            outcomes = yield from _followed(importing.write(table, _user(request), locked.name, seen))
            locked.counts, locked.table = dict(outcomes.counts), {}
            locked.save()
    except Refused as refused:
        context = {"upload": upload, "outcomes": refused.outcomes, "changed": refused.changed}
        return render_to_string("admin/exchange/_refused.html", context, request)
    except Upload.DoesNotExist:
        return render_to_string("admin/exchange/_failed.html", {"upload": upload, "was_done": True}, request)
    except Exception as error:
        _log.exception("An import failed.")
        return _failed(request, upload, trouble_of(error))
    return render_to_string("admin/exchange/_done.html", {"upload": upload, "counts": outcomes.counts}, request)


def _failed(request: HttpRequest, upload: Upload, trouble: Trouble | None) -> str:
    """Say that nothing was imported. Where that passes, the page confirms again: the file is still here."""
    context = {"upload": upload, "trouble": trouble, "seen": request.POST.get("seen", "")}
    return render_to_string("admin/exchange/_failed.html", context, request)


def _followed(work: Iterator[Outcomes]) -> Generator[str, None, Outcomes]:
    """Yield how far the work is, and return what came of it."""
    outcomes = Outcomes(0)
    for outcomes in work:
        yield progress.said(len(outcomes.rows), outcomes.total)
    return outcomes


# Files -------------------------------------------------------------------------------------------


def _csv(request: HttpRequest, queryset: QuerySet[Practice]) -> HttpResponseBase:
    """Return a CSV file with these practices, which is written while it is sent."""
    lines = exporting.csv_lines(_numbers(queryset), _user(request))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name("csv")}"'
    return response


def _xlsx(request: HttpRequest, queryset: QuerySet[Practice]) -> HttpResponseBase:
    """Return a workbook with these practices. Raise TooLong."""
    return _workbook(_name("xlsx"), partial(exporting.write_xlsx, _numbers(queryset), _user(request)))


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
