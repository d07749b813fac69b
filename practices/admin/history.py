"""History pages in the admin: what became of a thing, version by version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.editorial import history, permissions
from practices.editorial.diff import Difference, differences, steps
from practices.models import Practice, Version

from .comparing import Compare
from .pages import ThingPage
from .restoring import Restore, may_restore

PAGE_SIZE = 20


@dataclass(frozen=True)
class Entry:
    """One line of a history: a version, and what it changed against the one before."""

    version: Version
    differences: list[Difference]
    revision: str = ""  # the address of what happened in a working copy


class History(ThingPage):
    """The versions, the newest first, each with what it changed. Django's admin has the route."""

    template = "history/history"

    def get(self, request: HttpRequest, pk: int | str) -> HttpResponse:
        return self.render(
            _("History of ‘%(name)s’") % {"name": self.thing},
            may_restore=may_restore(self.model_admin, request, self.thing),
            **entries_of(history.versions(self.thing), type(self.thing), request.GET.get("p", "1"), self.user),
        )


class WholeVersion(ThingPage):
    """The whole of one version."""

    route, name, template = "<id:pk>/history/<id:number>/", "version", "history/version"

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        version = get_object_or_404(history.versions(self.thing), number=number)
        is_newest = history.latest(self.thing) == version
        return self.render(
            _("Version %(number)s of ‘%(name)s’") % {"number": number, "name": self.thing},
            version=version,
            fields=differences({}, version.content, type(self.thing)),
            may_restore=not is_newest and may_restore(self.model_admin, request, self.thing),
        )


PAGES = [WholeVersion, Compare, Restore]


def entries_of(versions: models.QuerySet[Version], model: type[models.Model], asked: str, user: User) -> dict[str, Any]:
    """Return the page of a history that is asked for, for a template.

    Of other pages only the version before the last is loaded.
    """
    page: Page[Version] = Paginator(versions, PAGE_SIZE).get_page(asked[:9])
    shown = list(page)
    before = versions.filter(number__lt=shown[-1].number).first() if shown else None
    line = [*shown, before] if before else shown
    # The first version of all changed nothing: it began.
    found = [*reversed(steps([version.content for version in reversed(line)], model)), []]
    copies = Practice.objects.in_bulk([version.revision_id for version in shown if version.revision_id])
    entries = [
        Entry(version, changed, _revision(user, version, copies))
        for version, changed in zip(shown, found, strict=False)
    ]
    newest = shown[0] if page.number == 1 and shown else versions.first()
    return {"page": page, "entries": entries, "newest": newest.number if newest else 0}


def _revision(user: User, version: Version, copies: dict[int, Practice]) -> str:
    """Return where to read what happened in the working copy that a version speaks of."""
    copy = copies.get(version.revision_id or 0)
    if copy is not None:
        return reverse("admin:practices_practice_history", args=[copy.pk]) if permissions.may_see(copy, user) else ""
    if not permissions.may_read_revision(version, user):
        return ""
    return reverse("admin:practices_practice_revision", args=[version.object_id, version.revision_id])
