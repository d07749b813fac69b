"""What of practices is gone and can still be read: deleted drafts, which can be recovered, and ended working copies."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.editorial import history, permissions, workflow
from practices.editorial.diff import differences
from practices.models import Practice, Version

from .history import PAGE_SIZE, HistoryAdmin
from .pages import ReasonForm, sentences
from .versioned import VERSION, lock_as_seen, newest_number, number_in


class PracticeHistoryAdmin(HistoryAdmin):
    """Mixin: the history of practices, of ended working copies and of deleted drafts; deleting and recovering."""

    def get_urls(self) -> list[Any]:
        return [
            self.page("<id:pk>/history/revision/<id:copy>/", self.revision_view, "revision"),
            self.page("deleted/", self.deleted_view, "deleted"),
            self.page("deleted/<id:number>/", self.deleted_draft_view, "deleted_draft"),
            *super().get_urls(),
        ]

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Lead from a working copy that was merged or discarded to the original, and from a draft to where it went.

        Mails and bookmarks name it for good.
        """
        pk = int(object_id) if object_id.isascii() and object_id.isdigit() and len(object_id) < 19 else 0
        ended = Version.objects.filter(kind="practice", revision_id=pk).first() if pk else None
        deleted = history.deleted_drafts().filter(object_id=pk).first() if pk else None
        if ended is not None:
            return HttpResponseRedirect(reverse(self.route("change"), args=[ended.object_id]))
        if deleted is not None and permissions.may_recover(deleted, request.user):
            return HttpResponseRedirect(reverse(self.route("deleted_draft"), args=[deleted.pk]))
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc,no-any-return]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        deleted = reverse(self.route("deleted")) if _may_recover_any(request) else ""
        return super().changelist_view(request, {"deleted_address": deleted, **(extra_context or {})})

    def revision_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponse:
        """What happened in a working copy that is gone: merged, or discarded."""
        practice = self.get_seen(request, pk)
        ends = [Version.Action.PUBLISHED, Version.Action.REVISION_DISCARDED]
        ended = get_object_or_404(history.versions(practice), revision_id=copy, action__in=ends)
        if not permissions.may_read_revision(ended, request.user):
            raise PermissionDenied
        versions = Version.objects.filter(kind="practice", object_id=copy)
        context = {**self.page_of(request, versions), "ended": ended}
        title = _("A revision of ‘%(name)s’") % {"name": practice}
        return self.render_thing(request, practice, "history/revision", title, context)

    # Deleting ------------------------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask why, then delete a draft that was never published."""
        practice = self.get_seen(request, object_id)
        assert isinstance(practice, Practice)  # noqa: S101
        if not permissions.may_delete(practice, request.user):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        version = newest_number(practice)
        if form.is_valid():
            try:
                _delete(practice, request.user, form.cleaned_data["reason"], number_in(request.POST, VERSION))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, _("Deleted. It can be recovered from the list of deleted drafts."))
                return HttpResponseRedirect(reverse(self.route("changelist")))
        context = {"form": form, "version": version}
        title = _("Delete the draft ‘%(name)s’") % {"name": practice}
        return self.render_thing(request, practice, "history/delete", title, context)

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """The deleted drafts that the user may recover, the last deleted first."""
        if not _may_recover_any(request):
            raise PermissionDenied
        page = Paginator(_titled(_recoverable(request)), PAGE_SIZE).get_page(request.GET.get("p", "1")[:9])
        return self.render(request, "history/deleted", _("Deleted drafts"), {"page": page})

    def deleted_draft_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """The whole of a deleted draft, and the way to bring it back."""
        version = get_object_or_404(history.deleted_drafts(), pk=number)
        if not permissions.may_recover(version, request.user):
            raise PermissionDenied
        problems: list[str] = []
        if request.method == "POST":
            try:
                draft = history.recover(version, request.user)  # type: ignore[arg-type]
            except ValidationError as error:
                problems = sentences(error, Practice)
            else:
                self.message_user(request, _("The draft is back."))
                return HttpResponseRedirect(self.address(draft))
        context = {"version": version, "fields": differences({}, version.content, Practice), "problems": problems}
        title = _("Deleted draft ‘%(name)s’") % {"name": version.content.get("title_en", "")}
        return self.render(request, "history/deleted_draft", title, context)


@transaction.atomic
def _delete(draft: Practice, by: Any, reason: str, seen: int) -> None:
    """Delete a draft. Raise ValidationError if anything was saved since version `seen`."""
    lock_as_seen(draft, seen)
    workflow.delete_draft(draft, by, reason)


def _may_recover_any(request: HttpRequest) -> bool:
    return any(request.user.has_perm(f"practices.{verb}_practice") for verb in ("delete", "add"))


def _recoverable(request: HttpRequest) -> QuerySet[Version]:
    return permissions.recoverable(request.user)


def _titled(drafts: QuerySet[Version]) -> QuerySet[Version]:
    """Add the title in the reader's language, rather than load the whole content."""
    here = NullIf(KT(f"content__title_{get_language() or 'en'}"), Value("", TextField()))
    return drafts.annotate(title=Coalesce(here, KT("content__title_en"))).defer("content")
