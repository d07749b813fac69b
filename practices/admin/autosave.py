"""What the form of a practice says to the server while it is open: what was typed, and that somebody is there.

Nothing of it is needed to save: without JavaScript the form works as it always did.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.editorial import permissions, presence, unsaved
from practices.models import Practice, Unsaved

from .pages import Page, ThingPage
from .writing_in import language_of, query

TYPED, DISCARD, LEFT = "typed", "_discard", "left"  # what is sent: JSON; to throw it away; that the form is left


class TypedNew(Page):
    """Keeps what is typed into the form of a new practice."""

    http_method_names = ["post"]
    route, name = "add/typed/", "typed_new"
    thing: Practice | None = None

    def check(self) -> None:
        if not self.model_admin.has_add_permission(self.request):
            raise PermissionDenied

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        if DISCARD in request.POST:
            unsaved.of(self.user, self.thing, self.language).delete()
            return self.done(_("What you had typed is thrown away."), self.form_address)
        try:
            with transaction.atomic():
                typed = request.POST.get(TYPED)
                kept = None if typed is None else unsaved.keep(self.user, self.thing, self.language, typed)
                return JsonResponse({"saved": kept and kept.at, **self.told()})
        except ValidationError as error:
            return JsonResponse({"error": error.message}, status=400)
        except unsaved.TooLong:
            return JsonResponse({}, status=413)
        except unsaved.TooSoon:
            return JsonResponse({}, status=429)

    @property
    def language(self) -> str:
        """The language of the form."""
        return language_of(self.request, self.thing)

    @property
    def form_address(self) -> str:
        return reverse(self.model_admin.route("add"))

    def told(self) -> dict[str, Any]:
        """Return what the form is told besides."""
        return {}


class Typed(TypedNew, ThingPage):
    """Keeps what is typed into the form of a practice, and tells who else is editing it."""

    route, name = "<id:pk>/typed/", "typed"
    thing: Practice

    def check(self) -> None:
        ThingPage.check(self)

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        if DISCARD not in request.POST and not permissions.may_edit(self.thing, self.user):
            return JsonResponse({}, status=409)  # somebody has moved it on: no fault of whoever types
        return super().post(request, **address)

    @property
    def form_address(self) -> str:
        return self.model_admin.address(self.thing) + query(self.request, self.language).rstrip("?")

    def told(self) -> dict[str, Any]:
        if LEFT in self.request.POST:
            presence.leave(self.thing, self.user)
            return {}
        presence.note(self.thing, self.user)
        context = {"others": presence.others(self.thing, self.user)}
        return {"others": render_to_string("admin/practices/practice/_others.html", context)}


PAGES = [TypedNew, Typed]


def context_of(request: HttpRequest, practice: Practice | None, user: User) -> dict[str, Any]:
    """Return what the form needs to begin from what its user typed last time, and to say who else is editing.

    A form that was sent shows what was sent.
    """
    language, route = language_of(request, practice), "admin:practices_practice_typed"
    kept = unsaved.of(user, practice, language).first() if request.method in {"GET", "HEAD"} else None
    address = reverse(route, args=[practice.pk]) if practice else reverse(f"{route}_new")
    return {
        "typed_address": address + query(request, language).rstrip("?"),
        "unsaved": kept,
        "unsaved_entry": kept and _entry(kept),
        "others": presence.others(practice, user) if practice else [],
    }


def _entry(kept: Unsaved) -> dict[str, Any]:
    """Return what is kept as the browser's own store has it (static/js/keep.js)."""
    at = int(kept.at.timestamp() * 1000)
    return {"visit": kept.visit, "at": at, "version": str(kept.version), "fields": kept.typed}
