"""The imports that were done: each a batch, which can be undone as far as nobody has touched it since."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.editorial import batches, history
from practices.exchange.columns import MODELS
from practices.models import Batch
from practices.models.people import called
from practices.text.signs import colon

from .history import PAGE_SIZE
from .pages import Page, ReasonForm

_ON_THE_DESK = 3
_LISTED = 200  # practices of each kind that a page names


@dataclass(frozen=True)
class Import:
    """One import, as lists show it."""

    name: str
    url: str
    who: str
    at: datetime.datetime
    what: str  # it did
    left: str  # to undo of it


def may_import(user: User) -> bool:
    """Whether the user may import practices, and see and undo what was imported."""
    return user.has_perms([f"practices.{verb}_practice" for verb in ("add", "change")])


def latest(user: User) -> list[Import]:
    """Return the last imports, for the desk; none for who may not import."""
    return _told(Batch.objects.select_related("user")[:_ON_THE_DESK]) if may_import(user) else []


class Imports(Page):
    """All imports, the last first."""

    route, name, template = "imports/", "imports", "exchange/imports"

    def check(self) -> None:
        if not may_import(self.user):
            raise PermissionDenied

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(Batch.objects.select_related("user"), PAGE_SIZE).get_page(request.GET.get("p", "1")[:9])
        return self.render(_("Imports"), page=page, imports=_told(page.object_list))


class OneImport(Page):
    """What has become of one import, and the way to undo it."""

    route, name, template = "imports/<id:pk>/", "one_import", "exchange/one_import"

    def check(self) -> None:
        if not may_import(self.user):
            raise PermissionDenied
        self.batch = get_object_or_404(Batch, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._shown(_reason_form())

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        form = _reason_form(request.POST)
        if not form.is_valid():
            return self._shown(form)
        undone = batches.undo(self.batch, self.user, form.cleaned_data["reason"])
        page = reverse(self.model_admin.route(self.name), args=[self.batch.pk])
        is_anything_gone = undone.untouched or undone.idle
        return self.done(_gone(undone), page, messages.SUCCESS if is_anything_gone else messages.WARNING)

    def again(self) -> HttpResponse:
        return self._shown(_reason_form(self.request.POST))

    def _shown(self, form: forms.Form) -> HttpResponse:
        standing = batches.of(self.batch, self.user)
        touched = [(practice, version, called(version.author_name)) for practice, version in standing.touched[:_LISTED]]
        title = _("Import of ‘%(name)s’") % {"name": self.batch.name}
        (told,) = _told([self.batch])
        named = {"idle": _linked(standing.idle[:_LISTED]), "kept": _linked(standing.kept[:_LISTED])}
        return self.render(title, told=told, standing=standing, touched=touched, form=form, most=_LISTED, **named)


PAGES = [Imports, OneImport]


def _linked(things: Iterable[Any]) -> list[tuple[Any, str]]:
    """Return organisations and sources, each with the address of its form."""
    return [(one, reverse(f"admin:practices_{one._meta.model_name}_change", args=[one.pk])) for one in things]


def _gone(undone: batches.Standing) -> str:
    """Say what undoing an import took away."""
    drafts = sum(practice.revises_id is None for practice in undone.untouched)
    copies, entries = len(undone.untouched) - drafts, len(undone.idle)
    said = []
    if drafts or not (copies or entries):
        text = ngettext("%(count)d draft was deleted.", "%(count)d drafts were deleted.", drafts)
        said.append(text % {"count": drafts})
    if drafts:
        said.append(_("It can be recovered from the list of deleted drafts."))
    if copies:
        text = ngettext("%(count)d working copy was discarded.", "%(count)d working copies were discarded.", copies)
        said.append(text % {"count": copies})
    if entries:
        text = ngettext(
            "%(count)d entry of the lists was deleted.", "%(count)d entries of the lists were deleted.", entries
        )
        said.append(text % {"count": entries})
    return " ".join(said)


def _reason_form(data: Any = None) -> forms.Form:
    return ReasonForm(data, required=False, rows=1)


def _told(found: Iterable[Batch]) -> list[Import]:
    return [
        Import(
            name=batch.name,
            url=reverse("admin:practices_practice_one_import", args=[batch.pk]),
            who=history.name_of(batch.user) or "–",
            at=batch.at,
            what=_what(batch),
            left=_left(untouched, touched) if batch.kind == "practice" else "",
        )
        for batch, untouched, touched in batches.with_counts(found)
    ]


def _what(batch: Batch) -> str:
    counts = {name: batch.counts.get(name, 0) for name in ("new", "changed", "unchanged")}
    told = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged") % counts
    if batch.kind in MODELS and batch.kind != "practice":
        return f"{capfirst(str(MODELS[batch.kind]._meta.verbose_name_plural))}{colon()}{told}"
    return told


def _left(untouched: int, touched: int) -> str:
    """Say what undoing an import would do now."""
    if not untouched:
        return _("None of its drafts would go.")
    text = ngettext("%(count)d draft would go.", "%(count)d drafts would go.", untouched) % {"count": untouched}
    if not touched:
        return text
    stays = ngettext("%(count)d, touched since, stays.", "%(count)d, touched since, stay.", touched)
    return f"{text} {stays % {'count': touched}}"
