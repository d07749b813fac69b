"""What our own pages in the admin share: their addresses, whom they let in, how they ask, and how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from practices.editorial.diff import labels
from practices.web import converters  # noqa: F401 (of the addresses)
from practices.web.busy import Trouble, or_again

from .guards import is_id
from .seen import VERSION, number_in

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def user_of(request: HttpRequest) -> User:
    """Return who is signed in: behind the admin's gate, everybody is."""
    return cast(User, request.user)


class ThingPages(admin.ModelAdmin):
    """Base of every admin that has pages of its own."""

    pages: ClassVar[Sequence[type[Page]]] = []

    def get_urls(self) -> list[Any]:
        own = [self.page(page.route, page.as_view(model_admin=self), page.name) for page in self.pages]
        return [*own, *super().get_urls()]

    def page(self, route: str, view: Any, name: str) -> Any:
        """Return the route of a page of this model, for `get_urls`."""
        return path(route, self.admin_site.admin_view(view), name=self.route(name).removeprefix("admin:"))

    def route(self, name: str) -> str:
        """Return the full name of a page of this model, for `reverse`."""
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}"

    def address(self, thing: models.Model) -> str:
        """Return the address of a thing's form."""
        return reverse(self.route("change"), args=[thing.pk])

    def render(
        self, request: HttpRequest, template: str, title: StrOrPromise, context: dict[str, Any]
    ) -> TemplateResponse:
        """Return a page, from a template of `templates/admin/`."""
        routes = {name: self.route(name) for name in ("change", "history", "version", "compare", "restore")}
        shared = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "routes": routes}
        return TemplateResponse(request, f"admin/{template}.html", shared | context)


class Page(View):
    """A page of our own: its route below the list's address, its name, and its template of `templates/admin/`."""

    http_method_names = ["get", "head", "options", "post"]
    route: ClassVar[str]
    name: ClassVar[str]
    template: ClassVar[str]
    model_admin: ThingPages = cast(Any, None)  # given with the route

    def dispatch(self, request: HttpRequest, *args: Any, **address: Any) -> HttpResponseBase:
        """Answer as Django does, once `check` has let the user through."""
        if (request.method or "").lower() not in self.http_method_names:
            return self.http_method_not_allowed(request)
        self.user = user_of(request)
        self.check()
        view = super().dispatch
        return or_again(request, lambda: view(request, *args, **address), self._again)  # type: ignore[no-any-return]

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """Answer a form that is sent to a page which has none: with the page."""
        page: Any = self
        response: HttpResponse = page.get(request, **address)
        return response

    def check(self) -> None:
        """Find what the address names. Raise Http404 if it isn't there, and PermissionDenied for whom it isn't."""

    def _again(self, trouble: Trouble) -> HttpResponse | None:
        self.check()  # as it stands, without what was tried
        page = self.again()
        if page is not None:
            messages.error(self.request, trouble.not_saved)
        return page

    def again(self) -> HttpResponse | None:
        """Return the page with what was sent, which can't be saved just now. None if it has no form of its own."""

    def done(self, text: StrOrPromise, address: str, level: int = messages.INFO) -> HttpResponseRedirect:
        """Return the way to another page, which says what was done."""
        self.model_admin.message_user(self.request, text, level)
        return HttpResponseRedirect(address)

    def render(self, title: StrOrPromise, **context: Any) -> HttpResponse:
        """Return the page."""
        return self.model_admin.render(self.request, self.template, title, context)


class ThingPage(Page):
    """A page about one thing that the user may see. It finds `thing`, and in its template `back`, the thing's form."""

    thing: Any

    def check(self) -> None:
        self.thing = self.find(self.kwargs["pk"])

    def find(self, pk: int | str) -> models.Model:
        """Return the thing. Raise Http404 if it isn't there, or PermissionDenied if the user may not see it."""
        if not is_id(pk):
            raise Http404
        thing: models.Model = get_object_or_404(self.model_admin.model._base_manager, pk=pk)
        if not self.model_admin.has_view_or_change_permission(self.request, thing):
            raise PermissionDenied
        return thing

    def render(self, title: StrOrPromise, **context: Any) -> HttpResponse:
        return super().render(title, thing=self.thing, back=self.model_admin.address(self.thing), **context)


class ReasonForm(forms.Form):
    """Why something is done; for the history, unless its page says where else the reason goes."""

    HELP = gettext_lazy("It stays in the history, where your colleagues see it.")

    def __init__(self, *args: Any, required: bool = True, longest: int = 400, rows: int = 3, **options: Any) -> None:
        """Ask for a reason of so many characters at the most, in a box of so many rows, or in a line."""
        help_text = options.pop("help_text", self.HELP)
        super().__init__(*args, **options)
        widget = forms.Textarea({"rows": rows}) if rows > 1 else forms.TextInput()
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), required=required, max_length=longest, widget=widget, help_text=help_text
        )
        self.order_fields(["reason"])


class AskPage(ThingPage):
    """A page about one thing that asks something in a form, by default why, and then does it."""

    def get(self, request: HttpRequest, **address: Any) -> HttpResponse:
        return self.ask(self.make_form(None))

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                return self.do(form.cleaned_data)
            except ValidationError as error:
                self.refuse(form, error)
        return self.ask(form)

    def again(self) -> HttpResponse:
        return self.ask(self.make_form(self.request.POST))

    @property
    def seen(self) -> int:
        """The number of the version that somebody decides on."""
        return number_in(self.request.POST, VERSION)

    def make_form(self, data: Any) -> forms.Form:
        """Return the form, with what was sent, if anything was."""
        return ReasonForm(data)

    def do(self, said: dict[str, Any]) -> HttpResponse:
        """Do what the form asks for, and lead on. Raise ValidationError if it can't be done."""
        raise NotImplementedError

    def ask(self, form: forms.Form) -> HttpResponse:
        """Return the page with the form."""
        raise NotImplementedError

    def refuse(self, form: forms.Form, error: ValidationError) -> None:
        """Let the form say why it can't be done, at the field where there is one."""
        if not hasattr(error, "error_dict"):
            form.add_error(None, error)
            return
        for name, texts in error.message_dict.items():
            form.add_error(name if name in form.fields else None, cast(Any, texts))


def sentences(error: ValidationError, model: type[models.Model]) -> list[str]:
    """Return what a ValidationError complains about, each with the label of its field."""
    if not hasattr(error, "error_dict"):
        return error.messages
    named = labels(model)
    return [
        _("%(field)s: %(text)s") % {"field": named[name], "text": text} if name in named else text
        for name, texts in error.message_dict.items()
        for text in texts
    ]
