"""Putting an earlier version of a thing back; of what is before the public, in a revision."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from practices.editorial import content, history, revisions
from practices.editorial.diff import differences
from practices.models import Practice, Version, states

from .comparing import Side
from .pages import AskPage, ThingPages, sentences, user_of


def may_restore(model_admin: ThingPages, request: HttpRequest, thing: models.Model) -> bool:
    """Whether the user may put versions back: whoever may change it, or begin a revision of it."""
    if _is_public(thing):
        return user_of(request).has_perm("practices.add_practice")
    return model_admin.has_change_permission(request, thing)


class Restore(AskPage):
    """Shows what would change, asks why, then puts a version back."""

    route, name, template = "<id:pk>/history/<id:number>/restore/", "restore", "history/restore"

    def check(self) -> None:
        super().check()
        self.version: Version = get_object_or_404(history.versions(self.thing), number=self.kwargs["number"])
        if not may_restore(self.model_admin, self.request, self.thing):
            raise PermissionDenied

    @transaction.atomic
    def do(self, said: dict[str, Any]) -> HttpResponse:
        thing = history.lock(self.thing)
        if self.seen != history.catch_up(thing).number:
            raise ValidationError(_("Somebody saved a newer version meanwhile. Look at it below, then decide again."))
        put_back = revisions.start_from if _is_public(thing) else history.restore
        address = self.model_admin.address(put_back(self.version, self.user, said["reason"]))
        return self.done(_("Version %(number)s is back.") % {"number": self.version.number}, address)

    def refuse(self, form: Form, error: ValidationError) -> None:
        form.add_error(None, sentences(error, type(self.thing)))
        self.thing = self.find(self.thing.pk)  # as it stands now

    def ask(self, form: Form) -> HttpResponse:
        now, number = content.of(self.thing), self.version.number
        is_public = _is_public(self.thing)
        return self.render(
            _("Put version %(number)s of ‘%(name)s’ back") % {"number": number, "name": self.thing},
            version=self.version,
            old=Side(_("As it is now"), now),
            new=Side(_("As it will be: version %(number)s") % {"number": number}, self.version.content, self.version),
            differences=differences(now, self.version.content, type(self.thing)),
            form=form,
            seen=history.number_now(self.thing),
            in_a_revision=is_public,
            working_copy=Practice.objects.filter(revises=self.thing.pk).first() if is_public else None,
        )


def _is_public(thing: models.Model) -> bool:
    return isinstance(thing, Practice) and thing.state in states.ONCE_PUBLIC
