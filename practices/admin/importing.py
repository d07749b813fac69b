"""Importing a file: taking it, showing what it would do, and doing it."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.exchange import importing
from practices.exchange.importing import Refused
from practices.exchange.outcomes import Outcomes
from practices.exchange.reading import MOST_BYTES, read
from practices.exchange.table import MOST_ROWS, Elsewhere, Foreign, PublicFile, Table, Unreadable
from practices.models import Upload
from practices.web.busy import Trouble, trouble_of

from . import mapping, progress
from .imports import may_import
from .pages import ThingPages, user_of

_log = logging.getLogger(__name__)


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

    table: Table | Foreign

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.table = read(file)
        except Elsewhere as error:
            self.table = error.foreign
        except PublicFile as error:
            raise forms.ValidationError(format_html(str(error.SENTENCE), link=_link_to_list())) from error
        except Unreadable as error:
            raise forms.ValidationError(error.sentences) from error
        return file


class ImportPages(ThingPages):
    """Mixin: the pages of the import."""

    def get_urls(self) -> list[Any]:
        return [
            self.page("import/", self.import_view, "import"),
            self.page("import/<id:pk>/", self.upload_view, "import_upload"),
            self.page("import/<id:pk>/<int:number>/", self.row_view, "import_row"),
            *super().get_urls(),
        ]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file. What can't be imported is refused with 422."""
        hold_import(request)
        is_sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
        if is_sent and form.is_valid():
            upload = Upload.keep(request, form.cleaned_data["file"].name or "", form.table.to_json())
            page = "import_columns" if isinstance(form.table, Foreign) else "import_upload"
            return HttpResponseRedirect(reverse(self.route(page), args=[upload.pk]))
        context = {"form": form, "most_rows": MOST_ROWS, "most_bytes": MOST_BYTES // 1_000_000}
        response = self.render(request, "exchange/import", _("Import"), context)
        response.status_code = 422 if is_sent else 200
        return response

    def upload_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show what a file would do, and do it when that is confirmed."""
        hold_import(request)
        upload = Upload.of(request).defer("table").filter(pk=pk).first()
        if upload is None:
            self.message_user(request, _("This file is no longer here. Send it again."), messages.WARNING)
            return HttpResponseRedirect(reverse(self.route("import")))
        if upload.counts is not None:
            return self.render(request, "exchange/done", _("Imported"), {"upload": upload, "counts": upload.counts})
        if mapping.needs_columns(upload):
            return HttpResponseRedirect(reverse(self.route("import_columns"), args=[pk]))
        work = _write if request.method == "POST" else _look
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Import")}
        return progress.response(request, {**context, "upload": upload}, work(request, upload))

    def row_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show all that one row would do."""
        hold_import(request)
        upload = get_object_or_404(Upload.of(request), pk=pk, counts__isnull=True)
        if mapping.needs_columns(upload):
            raise Http404
        table, answers = mapping.table_of(upload)
        row = next((row for rows in table.batches() for row in rows if row.number == number), None)
        if row is None:
            raise Http404
        outcome = importing.look_at(table, row, user_of(request), answers)
        title = _("Row %(number)s of %(name)s") % {"number": number, "name": upload.name}
        return self.render(request, "exchange/row", title, {"upload": upload, "outcome": outcome})


def hold_import(request: HttpRequest) -> None:
    """Raise PermissionDenied for who may not import."""
    if not may_import(user_of(request)):
        raise PermissionDenied


def _link_to_list() -> str:
    address = reverse("admin:practices_practice_changelist")
    return format_html('<a href="{}">{}</a>', address, _("the list of practices"))


# What is shown while a file is looked at, and imported ---------------------------------------


def _look(request: HttpRequest, upload: Upload) -> progress.Work:
    table, answers = mapping.table_of(upload)
    outcomes = yield from _followed(importing.look(table, user_of(request), answers))
    asked = mapping.asked_of(answers)
    context = {
        "upload": upload,
        "outcomes": outcomes,
        "notes": table.notes,
        "asked": asked,
        "more_asked": len(answers.asked) - len(asked),
        "words": mapping.words_for(asked),
        "told": mapping.told_of(answers),
        "kind": table.kind,
        "is_mapped": mapping.is_mapped(upload),
    }
    return render_to_string("admin/exchange/_look.html", context, request)


def _write(request: HttpRequest, upload: Upload) -> progress.Work:
    """Import. Whatever goes wrong, nothing is changed then, and the page says so."""
    try:
        with transaction.atomic():
            # Whoever confirms twice finds the second time that it is done.
            locked = Upload.objects.select_for_update().get(pk=upload.pk, counts__isnull=True)
            (table, answers), seen = mapping.table_of(locked), request.POST.get("seen", "")
            outcomes = yield from _followed(importing.write(table, user_of(request), locked.name, seen, answers))
            locked.counts, locked.batch, locked.table = dict(outcomes.counts), outcomes.batch, {}
            locked.save()
    except Refused as refused:
        context = {"upload": upload, "outcomes": refused.outcomes, "changed": refused.changed}
        return render_to_string("admin/exchange/_refused.html", context, request)
    except Upload.DoesNotExist:
        return render_to_string("admin/exchange/_failed.html", {"upload": upload, "was_done": True}, request)
    except Exception as error:
        _log.exception("An import failed.")
        return _failed(request, upload, trouble_of(error))
    return render_to_string("admin/exchange/_done.html", {"upload": locked, "counts": outcomes.counts}, request)


def _failed(request: HttpRequest, upload: Upload, trouble: Trouble | None) -> str:
    """Say that nothing was imported. Where that passes, the page confirms again: the file is still here."""
    context = {"upload": upload, "trouble": trouble, "seen": request.POST.get("seen", "")}
    return render_to_string("admin/exchange/_failed.html", context, request)


def _followed(work: Iterator[Outcomes]) -> Generator[str, None, Outcomes]:
    """Yield how far the work is, and return what came of it."""
    outcomes, told = Outcomes(0), -1
    for outcomes in work:
        if len(outcomes.rows) != told:  # else the new practices are being compared with the others
            told = len(outcomes.rows)
            yield progress.said(told, outcomes.total)
    return outcomes
