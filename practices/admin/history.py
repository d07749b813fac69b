"""History pages in the admin: what became of a thing, version by version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.editorial import history, permissions
from practices.editorial.diff import Difference, differences, steps
from practices.models import Practice, Version

from .comparing import ComparingAdmin
from .restoring import RestoringAdmin

PAGE_SIZE = 20


@dataclass(frozen=True)
class Entry:
    """One line of a history: a version, and what it changed against the one before."""

    version: Version
    differences: list[Difference]
    revision: str = ""  # the address of what happened in a working copy


class HistoryAdmin(ComparingAdmin, RestoringAdmin):
    """Mixin: the versions of a thing, comparing them, and putting an earlier one back."""

    def get_urls(self) -> list[Any]:
        version = self.page("<id:pk>/history/<id:number>/", self.version_view, "version")
        return [version, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The versions, the newest first, each with what it changed."""
        thing = self.get_seen(request, object_id)
        context = {
            **self.page_of(request, history.versions(thing)),
            "may_restore": self.may_restore(request, thing),
            **(extra_context or {}),
        }
        title = _("History of ‘%(name)s’") % {"name": thing}
        return self.render_thing(request, thing, "history/history", title, context)

    def version_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """The whole of one version."""
        thing = self.get_seen(request, pk)
        version = get_object_or_404(history.versions(thing), number=number)
        context = {
            "version": version,
            "fields": differences({}, version.content, self.model),
            "may_restore": self.may_restore(request, thing) and history.latest(thing) != version,
        }
        title = _("Version %(number)s of ‘%(name)s’") % {"number": number, "name": thing}
        return self.render_thing(request, thing, "history/version", title, context)

    def page_of(self, request: HttpRequest, versions: models.QuerySet[Version]) -> dict[str, Any]:
        """Return one page of a history, for a template. Of other pages only the version before the last is loaded."""
        page: Page[Version] = Paginator(versions, PAGE_SIZE).get_page(request.GET.get("p", "1")[:9])
        shown = list(page)
        before = versions.filter(number__lt=shown[-1].number).first() if shown else None
        line = [*shown, before] if before else shown
        # The first version of all changed nothing: it began.
        found = [*reversed(steps([version.content for version in reversed(line)], self.model)), []]
        copies = Practice.objects.in_bulk([version.revision_id for version in shown if version.revision_id])
        entries = [
            Entry(version, changed, _revision(request, version, copies))
            for version, changed in zip(shown, found, strict=False)
        ]
        newest = shown[0] if page.number == 1 and shown else versions.first()
        return {"page": page, "entries": entries, "newest": newest.number if newest else 0}


def _revision(request: HttpRequest, version: Version, copies: dict[int, Practice]) -> str:
    """Return where to read what happened in the working copy that a version speaks of."""
    copy = copies.get(version.revision_id or 0)
    if copy is not None:
        may_see = permissions.may_see(copy, request.user)
        return reverse("admin:practices_practice_history", args=[copy.pk]) if may_see else ""
    if not permissions.may_read_revision(version, request.user):
        return ""
    return reverse("admin:practices_practice_revision", args=[version.object_id, version.revision_id])
