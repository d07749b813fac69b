"""Previews in the admin: the page as readers will see it, and links to it for readers without an account."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from practices.editorial import permissions, previews
from practices.models import Practice
from practices.models.preview import PreviewLinkQuerySet
from practices.views.preview import page
from practices.web.privacy import for_these_eyes_only

from .moves import MovesAdmin

_USUAL_DAYS = 14


class ShareForm(forms.Form):
    """Until when a link works."""

    until = forms.DateField(
        label=gettext_lazy("The link works until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Until the end of this day (UTC), 90 days from now at the most."),
    )


class PreviewAdmin(MovesAdmin):
    """Mixin: the preview of a practice, and a page on which it is shared."""

    def get_urls(self) -> list[Any]:
        def shown(route: str, view: Any, name: str) -> Any:
            return path(f"<id:pk>/{route}", self.admin_site.admin_view(view), name=f"practices_practice_{name}")

        return [
            shown("preview/", self.preview_view, "preview"),
            shown("share/", self.share_view, "share"),
            shown("share/<id:number>/end/", require_POST(self.end_sharing_view), "end_sharing"),
            *super().get_urls(),
        ]

    @method_decorator([for_these_eyes_only, require_safe])
    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as readers will see it, in the language of the address, with what is not translated yet."""
        back = self._address(self._seen(request, pk))
        practice = get_object_or_404(Practice.objects.with_page_relations(), pk=pk)
        untranslated = previews.untranslated(practice, get_language() or "en")
        return page(request, practice, {"back": back, "untranslated": untranslated})

    def share_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask until when, then show the link to copy, among all that there are.

        Who may no longer change the draft is shown the links that they made, to end them.
        """
        practice = self._seen(request, pk)
        links = previews.links_for(practice, request.user).select_related("made_by")  # type: ignore[arg-type]
        if not permissions.may_edit(practice, request.user):
            if request.method == "POST" or not links:
                raise PermissionDenied
            return self._share_page(request, practice, None, links)
        usual = timezone.localdate() + datetime.timedelta(days=_USUAL_DAYS)
        form = ShareForm(request.POST or None, initial={"until": usual})
        if form.is_valid():
            try:
                previews.share(practice, form.cleaned_data["until"], request.user)  # type: ignore[arg-type]
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, _("Here is the link. Send it to whom you choose."), messages.SUCCESS)
                return HttpResponseRedirect(request.path)
        return self._share_page(request, practice, form, links)

    def _share_page(
        self, request: HttpRequest, practice: Practice, form: ShareForm | None, links: PreviewLinkQuerySet
    ) -> HttpResponse:
        live = list(links.live())
        context = {"live": live, "ended": [link for link in links if link not in live]}
        return self._page(request, practice, "share", form, _("Share a preview"), context)

    def end_sharing_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Make a link stop working at once."""
        practice = self._seen(request, pk)
        previews.revoke(get_object_or_404(practice.preview_links, pk=number), request.user)  # type: ignore[arg-type]
        self.message_user(request, _("The link no longer works."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:practices_practice_share", args=[pk]))
