"""What our own pages about one thing share in the admin: its address, who may see it, and how it is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.editorial.diff import labels
from practices.web import converters  # noqa: F401 (of the addresses)

from .guards import is_id


class ReasonForm(forms.Form):
    """Why something is done, for the history."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays in the history, where your colleagues see it."),
    )


class ThingPages(admin.ModelAdmin):
    """Base of mixins that add pages about one thing."""

    def page(self, route: str, view: Any, name: str) -> Any:
        """Return the route of a page of this model, for `get_urls`."""
        return path(route, self.admin_site.admin_view(view), name=self.route(name).removeprefix("admin:"))

    def route(self, name: str) -> str:
        """Return the full name of a page of this model, for `reverse`."""
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}"

    def address(self, thing: models.Model) -> str:
        """Return the address of a thing's form."""
        return reverse(self.route("change"), args=[thing.pk])

    def get_seen(self, request: HttpRequest, pk: int | str) -> models.Model:
        """Return a thing that the user may see. Raise Http404 for one that isn't there, or PermissionDenied."""
        if not is_id(pk):
            raise Http404
        thing = get_object_or_404(self.model._base_manager, pk=pk)
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        return thing  # type: ignore[no-any-return]

    def render(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> TemplateResponse:
        """Return a page, from a template of `templates/admin/`."""
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, f"admin/{template}.html", context)

    def render_thing(
        self, request: HttpRequest, thing: models.Model, template: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        """Return a page about one thing."""
        names = ("change", "history", "version", "compare", "restore")
        routes = {name: self.route(name) for name in names}
        return self.render(request, template, title, {"thing": thing, "routes": routes, **context})


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
