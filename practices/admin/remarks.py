"""Talking about a practice in the admin: comments, those at a field, and settling these."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.editorial import conversation, remarks, workflow

from .moves import PracticePage
from .pages import ThingPage, user_of

AT = "at"  # the parameter of the page that names the field


class CommentForm(forms.Form):
    """Something to say about a draft."""

    text = forms.CharField(label=gettext_lazy("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.ChoiceField(
        label=gettext_lazy("At the field"),
        required=False,
        choices=lambda: [("", _("None: about the whole practice")), *remarks.places().items()],
        help_text=gettext_lazy("At a field it is open until somebody settles it. Who approves is told what is open."),
    )


class Comment(PracticePage):
    """Adds a comment. A GET shows the form: sign-in leads there from a comment that was sent too late."""

    route, name, template = "<id:pk>/comment/", "comment", "practices/practice/comment"

    def make_form(self, data: Any) -> CommentForm:
        return CommentForm(data, initial={"place": self.request.GET.get(AT, "")})

    def do(self, said: dict[str, Any]) -> HttpResponse:
        place = said["place"]
        workflow.comment(self.thing, self.user, said["text"], place)
        if _asks_for_a_piece(self.request):
            return JsonResponse(_pieces(self.request, self.thing, place))
        there = remarks.link(place) if place else "#comments"
        return HttpResponseRedirect(self.model_admin.address(self.thing) + there)

    def ask(self, form: forms.Form) -> HttpResponse:
        if _asks_for_a_piece(self.request):
            texts = [text for texts in form.errors.values() for text in texts]
            return JsonResponse({"errors": texts}, status=422)
        return self.render(_("Comment"), form=form, remarks=_said(self.thing, self.user))


class Settle(ThingPage):
    """Notes that a comment at a field is settled."""

    http_method_names = ["post"]
    route, name = "<id:pk>/comment/<id:number>/settle/", "settle"

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        comment = get_object_or_404(self.thing.comments.exclude(place=""), pk=address["number"])
        remarks.settle(comment, self.user)
        if _asks_for_a_piece(request):
            return JsonResponse(_pieces(request, self.thing, comment.place))
        back = self.model_admin.address(self.thing) + remarks.link(comment.place)
        return self.done(_("The comment is settled."), back, messages.SUCCESS)


PAGES = [Comment, Settle]


def _asks_for_a_piece(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which leaves the form open (static/js/remarks.js)."""
    return request.headers.get("Accept") == "application/json"


def _said(practice: Any, user: User) -> list[remarks.Remark]:
    return remarks.of(practice, practice.comments.select_related("author", "settled_by"), user)


def _pieces(request: HttpRequest, practice: Any, place: str) -> dict[str, str]:
    """Return what the form shows anew once something was said or settled: at its field, and of all that was said."""
    said = _said(practice, user_of(request))
    context = {
        "original": practice,
        "remarks": said,
        "remark_places": remarks.places(),
        "name": place,
        "conversation": conversation.of(practice, said, conversation.MOST),
        "written_in": place.rpartition("_")[2],
    }
    names = {"html": "_remarks", "conversation": "_conversation", "comments": "_comments"}
    return {
        key: render_to_string(f"admin/practices/practice/{name}.html", context, request) for key, name in names.items()
    }
