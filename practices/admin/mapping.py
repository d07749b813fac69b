"""Saying what the columns of a table from elsewhere are, and what is meant by what was not understood in it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices.editorial import history
from practices.exchange import answers, mapping, remembered, targets
from practices.exchange.answers import IS, MOST_ASKED, NEW, OUT, Answers, Asked, Kept
from practices.exchange.columns import MODELS
from practices.exchange.mapping import Choices
from practices.exchange.table import Foreign, Table, Unreadable
from practices.exchange.values import names_of
from practices.models import Upload
from practices.taxonomy import vocabularies

from . import columns_form
from .imports import may_import
from .pages import Page

_MOST_ANSWERED = 1_000_000  # characters of one table's answers
_LONGEST_TEXT = 20_000  # characters of what is asked about, and of the answer
_MOST_TEXT = 500_000  # characters of all that is asked on one page
_MOST_TOLD = 500  # answers of before that are done to a file


def is_mapped(upload: Upload) -> bool:
    """Whether it was said what the columns of a table from elsewhere are."""
    return "kind" in (upload.mapping or {})


def needs_columns(upload: Upload) -> bool:
    """Whether that is still to be said."""
    return "headings" in upload.table and not is_mapped(upload)


def table_of(upload: Upload) -> tuple[Table, Answers]:
    """Return the table that somebody sent, and what was said of it, once its columns are known.

    Raise Unreadable if it holds too much then.
    """
    said = Answers(answers.read((upload.mapping or {}).get("answers")))
    foreign = Foreign.from_json(upload.table)
    if foreign is None:
        table = Table.from_json(upload.table)
        rows = (row for batch in table.batches() for row in batch if not said.leaves_out(row.number))
        return (Table.of(table.letters, rows, table.notes, table.kind) if said.is_any else table), said
    return mapping.applied(foreign, _choices(upload.mapping or {}), said, vocabularies.read()), said


def asked_of(said: Answers) -> list[Asked]:
    """Return what a page asks: as much as is answered at once."""
    shown, left = [], _MOST_TEXT
    known = vocabularies.read()
    for one in said.asked[:MOST_ASKED]:
        left -= len(one.text)
        if left > 0 and len(one.text) <= _LONGEST_TEXT:
            if one.suggestion and (model := _vocabularies().get(one.words)):
                entry = known[model].get(names_of(model, known).find(one.suggestion) or "")
                one.suggestion = entry.name if entry else one.suggestion  # rather than a link name
            shown.append(one)
    return shown


def _vocabularies() -> dict[str, Any]:
    return {str(model._meta.model_name): model for model in vocabularies.VOCABULARIES}


def words_for(asked: Iterable[Asked]) -> dict[str, list[str]]:
    """Return the words among which somebody may choose, by what they are words for."""
    known, found = vocabularies.read(), {}
    models = _vocabularies()
    for name in {one.words for one in asked} - {""}:
        if name in models:
            found[name] = [entry.name for entry in known[models[name]] if not entry.retired]
        else:
            fields: Any = {field.name: field for model in MODELS.values() for field in model._meta.fields}
            found[name] = [str(label) for _value, label in fields[name].flatchoices] if name in fields else []
    return found


def told_of(said: Answers) -> list[tuple[Kept, str, datetime.date | None]]:
    """Return what was said before and is done here, each with who said so and when, as far as that is known."""
    done = said.done[:_MOST_TOLD]
    people = User.objects.in_bulk({int(one.by) for one in done if one.by})
    return [(one, history.name_of(people.get(int(one.by or 0))), parse_date(one.on)) for one in done]


class _OfUpload(Page):
    """A page about a file that somebody sent in this session."""

    upload: Upload

    def check(self) -> None:
        if not may_import(self.user):
            raise PermissionDenied

    def found(self) -> HttpResponse | None:
        """Find the file. Return where to go where there is nothing to be said of it any more."""
        upload = Upload.of(self.request).filter(pk=self.kwargs["pk"]).first()
        if upload is None:
            text = _("This file is no longer here. Send it again.")
            return self.done(text, reverse(self.model_admin.route("import")), messages.WARNING)
        self.upload = upload
        return self.back() if upload.counts is not None else None

    def back(self) -> HttpResponseRedirect:
        """Return the way to what the file would do."""
        return HttpResponseRedirect(reverse(self.model_admin.route("import_upload"), args=[self.kwargs["pk"]]))


class Columns(_OfUpload):
    """Asks what each column of a table from elsewhere is, with a guess by its heading."""

    route, name, template = "import/<id:pk>/columns/", "import_columns", "exchange/columns"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if (elsewhere := self.found()) is not None:
            return elsewhere
        if (foreign := Foreign.from_json(self.upload.table)) is None:
            return self.back()
        kind = request.GET.get("kind", "")
        chosen, is_remembered = self._begun(foreign, kind)
        form = columns_form.made(foreign, chosen)
        return self._shown(form, is_remembered=is_remembered)

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        if (elsewhere := self.found()) is not None:
            return elsewhere
        if (foreign := Foreign.from_json(self.upload.table)) is None:
            return self.back()
        form = columns_form.checked(foreign, columns_form.posted(foreign, request.POST))
        if not form.is_valid:
            return self._shown(form)
        kept = {**asdict(form.choices), "answers": self._answers(foreign)}
        self.upload.mapping = kept
        try:
            table_of(self.upload)
        except Unreadable as error:
            form.errors = error.sentences
            return self._shown(form)
        self.upload.save(update_fields=["mapping"])
        remembered.remember(foreign, kept)
        return self.back()

    def again(self) -> HttpResponse | None:
        if (elsewhere := self.found()) is not None:
            return elsewhere
        foreign = Foreign.from_json(self.upload.table)
        if foreign is None:
            return None
        return self._shown(columns_form.made(foreign, columns_form.posted(foreign, self.request.POST)))

    def _begun(self, foreign: Foreign, kind: str) -> tuple[Choices, bool]:
        """Return what was chosen for this table, or for the last one like it, or what its headings suggest."""
        if self.upload.mapping and kind in ("", self.upload.mapping.get("kind")):
            return _choices(self.upload.mapping), False
        known = remembered.remembered(foreign)
        if known and kind in ("", known["kind"]):
            return _choices({**known, "columns": remembered.by_letter(foreign, known["columns"])}), True
        return mapping.guessed(foreign, kind), False

    def _answers(self, foreign: Foreign) -> Any:
        known = remembered.remembered(foreign)
        return (self.upload.mapping or known or {}).get("answers", {})

    def _shown(self, form: columns_form.ColumnsForm, *, is_remembered: bool = False) -> HttpResponse:
        kinds = [(name, capfirst(str(model._meta.verbose_name))) for name, model in MODELS.items()]
        options = [(one.name, capfirst(one.label)) for one in targets.of(form.choices.model)]
        context = {"form": form, "kinds": kinds, "options": options, "upload": self.upload}
        response = self.render(_("What its columns are"), is_remembered=is_remembered, **context)
        response.status_code = 200 if form.is_valid else 422
        return response


class Answer(_OfUpload):
    """Takes what somebody says of what was not understood, and shows again what the file would do."""

    route, name = "import/<id:pk>/answers/", "import_answers"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        if (elsewhere := self.found()) is not None:
            return elsewhere
        kept = dict(self.upload.mapping or {})
        said = answers.read(kept.get("answers"))
        left = _MOST_ANSWERED - len(json.dumps(said))
        by_whom = [str(self.user.pk), timezone.localdate().isoformat()]
        for target, text, answer in _answered(request.POST):
            left -= len(text) + len("".join(answer))
            if left > 0:
                said.setdefault(target, {})[text] = [*answer, *by_whom]
        if "again" in request.POST:
            text = request.POST.get("text", "").replace("\r\n", "\n")
            answers.forget(said, request.POST.get("target", ""), text)
        kept["answers"] = said
        self.upload.mapping = kept
        try:
            table_of(self.upload)
        except Unreadable as error:
            return self.done(" ".join(error.sentences), self.back().url, messages.ERROR)
        self.upload.save(update_fields=["mapping"])
        foreign = Foreign.from_json(self.upload.table)
        if foreign is not None and is_mapped(self.upload):
            remembered.remember(foreign, kept)
        return self.back()


PAGES = [Columns, Answer]


# What is sent ------------------------------------------------------------------------------------


def _answered(posted: Mapping[str, Any]) -> Iterable[tuple[str, str, list[str]]]:
    """Yield what was said: of what, and what is to be done with it."""
    for place in range(MOST_ASKED):
        target, text = (posted.get(f"{name}-{place}", "") for name in ("target", "text"))
        typed, near = (posted.get(f"{name}-{place}", "").strip()[:_LONGEST_TEXT] for name in ("is", "near"))
        word = typed or near
        if not target or not text or len(text) > _LONGEST_TEXT:
            continue
        text = text.replace("\r\n", "\n")
        if f"out-{place}" in posted:
            yield target[:80], text, [OUT, ""]
        elif f"new-{place}" in posted:
            yield target[:80], text, [NEW, ""]
        elif word:
            yield target[:80], text, [IS, word.replace("\r\n", "\n")]


def _choices(kept: Mapping[str, Any]) -> Choices:
    return Choices(kept["kind"], dict(kept["columns"]), dict(kept["fixed"]))
