"""The newer text that the catalogue's first content has for a practice that was edited here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from practices.editorial import content, history, offers, permissions
from practices.editorial.diff import differences
from practices.models import Practice

from .comparing import Side
from .pages import AskPage, sentences
from .seen import number_in

OFFER = "_offer"  # the field of the form that has the number of what somebody decides on


class NewerText(AskPage):
    """Shows the newer text beside what readers see. It is taken in a revision, or the practice is left as it is."""

    route, name, template = "<id:pk>/newer-text/", "newer_text", "practices/practice/newer_text"

    def check(self) -> None:
        super().check()
        if not self.user.has_perm("practices.change_practice"):
            raise PermissionDenied
        offer = offers.of(self.thing)
        if offer is None:
            raise Http404
        self.offer = offer

    def make_form(self, data: Any) -> forms.Form:
        return forms.Form(data)

    @transaction.atomic
    def do(self, said: dict[str, Any]) -> HttpResponse:
        history.lock(self.thing)
        self.check()  # again: who has decided meanwhile has made this request wait
        is_another = number_in(self.request.POST, OFFER) != self.offer.pk
        if is_another or self.seen != history.catch_up(self.thing).number:
            raise ValidationError(_("Somebody saved a newer version meanwhile. Look at it below, then decide again."))
        if "take" in self.request.POST and not self.offer.into_id:
            copy = offers.take(self.offer, self.user)
            return self.done(_("The revision holds the newer text."), self.model_admin.address(copy))
        if "leave" in self.request.POST:
            offers.settle([self.offer])
            return self.done(_("It stays as it is."), self.model_admin.address(self.thing))
        raise ValidationError(_("Choose what to do."))

    def refuse(self, form: forms.Form, error: ValidationError) -> None:
        form.add_error(None, sentences(error, Practice))

    def ask(self, form: forms.Form) -> HttpResponse:
        now = content.of(self.thing)
        then = now if self.offer.into_id else now | self.offer.content
        return self.render(
            _("Newer text of ‘%(name)s’") % {"name": self.thing},
            form=form,
            offer=self.offer,
            old=Side(_("As it is now"), now),
            new=Side(_("As the first content has it"), then),
            differences=differences(now, then, Practice),
            seen=history.number_now(self.thing),
            working_copy=permissions.working_copy_of(self.thing),
            may_merge=permissions.may_publish(self.user),
        )


PAGES = [NewerText]
