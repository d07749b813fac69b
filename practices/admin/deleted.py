"""What of practices is gone and can still be read: deleted drafts, which can be recovered, and ended working copies."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.editorial import history, permissions, workflow
from practices.editorial.diff import differences
from practices.models import Practice, Version

from .guards import is_id
from .history import PAGE_SIZE, entries_of
from .pages import AskPage, Page, ThingPage, sentences
from .seen import lock_as_seen, newest_number

_ENDS = [Version.Action.PUBLISHED, Version.Action.REVISION_DISCARDED]


class Delete(AskPage):
    """Asks why, then deletes a draft that was never published. Django's admin has the route."""

    template = "history/delete"

    def check(self) -> None:
        super().check()
        if not permissions.may_delete(self.thing, self.user):
            raise PermissionDenied

    @transaction.atomic
    def do(self, said: dict[str, Any]) -> HttpResponse:
        lock_as_seen(self.thing, self.seen)
        workflow.delete_draft(self.thing, self.user, said["reason"])
        text = _("Deleted. It can be recovered from the list of deleted drafts.")
        return self.done(text, reverse(self.model_admin.route("changelist")))

    def ask(self, form: Form) -> HttpResponse:
        title = _("Delete the draft ‘%(name)s’") % {"name": self.thing}
        return self.render(title, form=form, version=newest_number(self.thing))


class DeletedDrafts(Page):
    """The deleted drafts that the user may recover, the last deleted first."""

    route, name, template = "deleted/", "deleted", "history/deleted"

    def get(self, request: HttpRequest) -> HttpResponse:
        if not may_recover_any(self.user):
            raise PermissionDenied
        page = Paginator(_titled(_recoverable(self.user)), PAGE_SIZE).get_page(request.GET.get("p", "1")[:9])
        return self.render(_("Deleted drafts"), page=page)


class DeletedDraft(Page):
    """The whole of a deleted draft, and the way to bring it back."""

    route, name, template = "deleted/<id:number>/", "deleted_draft", "history/deleted_draft"

    def check(self) -> None:
        self.version: Version = get_object_or_404(history.deleted_drafts(), pk=self.kwargs["number"])
        if not permissions.may_recover(self.version, self.user):
            raise PermissionDenied

    def get(self, request: HttpRequest, number: int, problems: list[str] | None = None) -> HttpResponse:
        held = self.version.content
        title = _("Deleted draft ‘%(name)s’") % {"name": held.get("title_en", "")}
        fields = differences({}, held, Practice)
        return self.render(title, version=self.version, fields=fields, problems=problems or [])

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            draft = history.recover(self.version, self.user)
        except ValidationError as error:
            return self.get(request, self.version.pk, sentences(error, Practice))
        return self.done(_("The draft is back."), self.model_admin.address(draft))

    def again(self) -> HttpResponse:
        return self.get(self.request, self.version.pk)


class EndedCopy(ThingPage):
    """What happened in a working copy that is gone: merged, or discarded."""

    route, name, template = "<id:pk>/history/revision/<id:copy>/", "revision", "history/revision"

    def get(self, request: HttpRequest, pk: int, copy: int) -> HttpResponse:
        ended = get_object_or_404(history.versions(self.thing), revision_id=copy, action__in=_ENDS)
        if not permissions.may_read_revision(ended, self.user):
            raise PermissionDenied
        versions = Version.objects.filter(kind="practice", object_id=copy)
        entries = entries_of(versions, Practice, request.GET.get("p", "1"), self.user)
        return self.render(_("A revision of ‘%(name)s’") % {"name": self.thing}, ended=ended, **entries)


PAGES = [DeletedDrafts, DeletedDraft, EndedCopy]


def where_it_went(object_id: str, user: User) -> str:
    """Return the address that follows that of a practice which isn't there, empty if there is none.

    From a working copy that was merged or discarded it is the original, from a deleted draft the way to recover it:
    mails and bookmarks name them for good.
    """
    pk = int(object_id) if is_id(object_id) else 0
    ended = Version.objects.filter(kind="practice", revision_id=pk).first() if pk else None
    if ended is not None:
        return reverse("admin:practices_practice_change", args=[ended.object_id])
    deleted = history.deleted_drafts().filter(object_id=pk).first() if pk else None
    if deleted is not None and permissions.may_recover(deleted, user):
        return reverse("admin:practices_practice_deleted_draft", args=[deleted.pk])
    return ""


def may_recover_any(user: User) -> bool:
    """Whether there may be deleted drafts that the user may recover."""
    return any(user.has_perm(f"practices.{verb}_practice") for verb in ("delete", "add"))


def _recoverable(user: User) -> QuerySet[Version]:
    return permissions.recoverable(user)


def _titled(drafts: QuerySet[Version]) -> QuerySet[Version]:
    """Add the title in the reader's language, rather than load the whole content."""
    here = NullIf(KT(f"content__title_{get_language() or 'en'}"), Value("", TextField()))
    return drafts.annotate(title=Coalesce(here, KT("content__title_en"))).defer("content")
