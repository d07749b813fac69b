"""Deleting an organisation or a source that nothing uses, and bringing it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.editorial import history, references
from practices.editorial.diff import differences
from practices.models import Version

from .history import PAGE_SIZE
from .pages import AskPage, Page, ReasonForm, sentences


class Delete(AskPage):
    """Asks why, then deletes it; or says that it is used. Django's admin has the route."""

    template = "terms/delete"

    def check(self) -> None:
        super().check()
        if not references.may_delete(self.thing, self.user):
            raise PermissionDenied

    def make_form(self, data: Any) -> Form:
        return Form(data) if references.is_used(self.thing) else ReasonForm(data, required=False)

    def do(self, said: dict[str, Any]) -> HttpResponse:
        references.delete(self.thing, self.user, self.seen, said.get("reason", ""))
        text = _("Deleted. It can be recovered from the list of what was deleted.")
        return self.done(text, reverse(self.model_admin.route("changelist")))

    def ask(self, form: Form) -> HttpResponse:
        title = _("Delete ‘%(name)s’") % {"name": self.thing}
        version, uses = history.number_now(self.thing), self.model_admin.route("uses")
        return self.render(title, form=form, version=version, is_used=references.is_used(self.thing), uses_route=uses)


class Deleted(Page):
    """What was deleted and the user may recover, the last deleted first."""

    route, name, template = "deleted/", "deleted", "terms/deleted"

    def check(self) -> None:
        if not self.model_admin.has_view_or_change_permission(self.request):
            raise PermissionDenied

    def get(self, request: HttpRequest) -> HttpResponse:
        found: Any = references.recoverable(self.model_admin.model, self.user)
        title = Coalesce(KT("content__name_en"), KT("content__short_citation"), Value("", TextField()))
        page = Paginator(found.annotate(title=title).defer("content"), PAGE_SIZE)
        return self.render(_("What was deleted"), page=page.get_page(request.GET.get("p", "1")[:9]), **self._routes)

    @property
    def _routes(self) -> dict[str, str]:
        return {"one_route": self.model_admin.route("deleted_one"), "all_route": self.model_admin.route("deleted")}


class DeletedOne(Deleted):
    """The whole of what was deleted, and the way to bring it back."""

    route, name, template = "deleted/<id:number>/", "deleted_one", "terms/deleted_one"

    def check(self) -> None:
        super().check()
        recoverable = references.recoverable(self.model_admin.model, self.user)
        self.version: Version = get_object_or_404(recoverable, pk=self.kwargs["number"])

    def get(  # type: ignore[override]
        self, request: HttpRequest, number: int, problems: list[str] | None = None
    ) -> HttpResponse:
        held, model = self.version.content, self.model_admin.model
        name = held.get("name_en") or held.get("short_citation") or ""
        title, fields = _("Deleted: ‘%(name)s’") % {"name": name}, differences({}, held, model)
        return self.render(title, version=self.version, fields=fields, problems=problems or [], **self._routes)

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            thing = history.recover(self.version, self.user)
        except ValidationError as error:
            return self.get(request, self.version.pk, sentences(error, self.model_admin.model))
        return self.done(_("‘%(name)s’ is back.") % {"name": thing}, self.model_admin.address(thing))

    def again(self) -> HttpResponse:
        return self.get(self.request, self.version.pk)


PAGES = [Deleted, DeletedOne]
