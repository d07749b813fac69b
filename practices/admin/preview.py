"""Previews in the admin: the page as readers will see it, and links to it for readers without an account."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from practices.editorial import permissions, previews
from practices.models import Practice
from practices.views.preview import page
from practices.web.privacy import for_these_eyes_only

from .moves import PracticePage
from .pages import ThingPage

_USUAL_DAYS = 14


class ShareForm(forms.Form):
    """Until when a link works."""

    until = forms.DateField(
        label=gettext_lazy("The link works until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Until the end of this day (UTC), 90 days from now at the most."),
    )


@method_decorator(for_these_eyes_only, name="dispatch")
class Preview(ThingPage):
    """The page as readers will see it, in the language of the address, with what is not translated yet."""

    http_method_names = ["get", "head"]
    route, name = "<id:pk>/preview/", "preview"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        practice = get_object_or_404(Practice.objects.with_page_relations(), pk=pk)
        untranslated = previews.untranslated(practice, get_language() or "en")
        return page(request, practice, {"back": self.model_admin.address(practice), "untranslated": untranslated})


class Share(PracticePage):
    """Asks until when, then shows the link to copy, among all that there are.

    Who may no longer change the draft is shown the links that they made, to end them.
    """

    route, name, template = "<id:pk>/share/", "share", "practices/practice/share"

    def check(self) -> None:
        super().check()
        self.links = previews.links_for(self.thing, self.user).select_related("made_by")
        self.may_share = permissions.may_edit(self.thing, self.user)
        if not self.may_share and (self.request.method == "POST" or not self.links):
            raise PermissionDenied

    def make_form(self, data: Any) -> ShareForm:
        usual = timezone.localdate() + datetime.timedelta(days=_USUAL_DAYS)
        return ShareForm(data, initial={"until": usual})

    def do(self, said: dict[str, Any]) -> HttpResponse:
        previews.share(self.thing, said["until"], self.user)
        return self.done(_("Here is the link. Send it to whom you choose."), self.request.path)

    def ask(self, form: forms.Form) -> HttpResponse:
        live = list(self.links.live())
        ended = [link for link in self.links if link not in live]
        return self.render(_("Share a preview"), form=form if self.may_share else None, live=live, ended=ended)


class EndSharing(ThingPage):
    """Makes a link stop working at once."""

    http_method_names = ["post"]
    route, name = "<id:pk>/share/<id:number>/end/", "end_sharing"

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        previews.revoke(get_object_or_404(self.thing.preview_links, pk=address["number"]), self.user)
        back = reverse("admin:practices_practice_share", args=[self.thing.pk])
        return self.done(_("The link no longer works."), back, messages.SUCCESS)


PAGES = [Preview, Share, EndSharing]
