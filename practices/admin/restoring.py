"""Putting an earlier version of a thing back; of what is before the public, in a revision."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from practices.editorial import content, history, revisions
from practices.editorial.diff import differences
from practices.models import Practice, Version, states

from .comparing import Side
from .pages import ReasonForm, ThingPages, sentences
from .versioned import VERSION, number_in


class RestoringAdmin(ThingPages):
    """Mixin: a page that puts a version back."""

    def get_urls(self) -> list[Any]:
        restore = self.page("<id:pk>/history/<id:number>/restore/", self.restore_view, "restore")
        return [restore, *super().get_urls()]

    def may_restore(self, request: HttpRequest, thing: models.Model) -> bool:
        """Whether the user may put versions back: whoever may change it, or begin a revision of it."""
        if _is_public(thing):
            return request.user.has_perm("practices.add_practice")
        return self.has_change_permission(request, thing)

    def restore_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show what would change, ask why, then do it."""
        thing = self.get_seen(request, pk)
        version = get_object_or_404(history.versions(thing), number=number)
        if not self.may_restore(request, thing):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if form.is_valid():
            try:
                restored = self._restore(request, thing, version, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, sentences(error, self.model))
            else:
                self.message_user(request, _("Version %(number)s is back.") % {"number": number})
                return HttpResponseRedirect(self.address(restored))
        thing = self.get_seen(request, pk)
        now = content.of(thing)
        context = {
            "version": version,
            "old": Side(_("As it is now"), now),
            "new": Side(_("As it will be: version %(number)s") % {"number": number}, version.content, version),
            "differences": differences(now, version.content, self.model),
            "form": form,
            "seen": history.number_now(thing),
            "in_a_revision": _is_public(thing),
            "working_copy": Practice.objects.filter(revises=thing.pk).first() if _is_public(thing) else None,
        }
        title = _("Put version %(number)s of ‘%(name)s’ back") % {"number": number, "name": thing}
        return self.render_thing(request, thing, "history/restore", title, context)

    @transaction.atomic
    def _restore(self, request: HttpRequest, thing: models.Model, version: Version, reason: str) -> models.Model:
        thing = history.lock(thing)
        if number_in(request.POST, VERSION) != history.catch_up(thing).number:
            raise ValidationError(_("Somebody saved a newer version meanwhile. Look at it below, then decide again."))
        user: Any = request.user
        return (revisions.start_from if _is_public(thing) else history.restore)(version, user, reason)


def _is_public(thing: models.Model) -> bool:
    return isinstance(thing, Practice) and thing.state in states.ONCE_PUBLIC
