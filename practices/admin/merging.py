"""Replacing one term by another in the admin, with a look at what that changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.discovery.criteria import selecting
from practices.editorial import history, merging
from practices.editorial.merging import Preview
from practices.models import Term

from .pages import AskPage, ReasonForm
from .seen import VERSION, number_in

_MOST_SHOWN = 50  # practices
_OF_OTHER = f"{VERSION}_of_other"


class OtherForm(forms.Form):
    """Which term is to replace one."""

    into: Any = forms.ModelChoiceField(label=gettext_lazy("Replace it by"), queryset=None)

    def __init__(self, term: Term, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        into: Any = self.fields["into"]
        into.queryset = type(term)._base_manager.filter(retired=False).exclude(pk=term.pk)


class Merge(AskPage):
    """Asks for the other term, shows what would change, asks why, then replaces the one by the other."""

    route, name, template = "<id:pk>/merge/", "merge", "terms/merge"

    def check(self) -> None:
        super().check()
        if not self.model_admin.has_change_permission(self.request, self.thing):
            raise PermissionDenied
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        self.choice = OtherForm(self.thing, asked if "into" in asked else None)
        self.other: Any = self.choice.cleaned_data["into"] if self.choice.is_valid() else None

    def make_form(self, data: Any) -> ReasonForm:
        return ReasonForm(data if self.other else None)

    def do(self, said: dict[str, Any]) -> HttpResponse:
        old, new = self.thing, self.other
        merging.merge(old, new, self.user, said["reason"], (self.seen, number_in(self.request.POST, _OF_OTHER)))
        text = _("‘%(old)s’ leads to ‘%(new)s’ now.") % {"old": old, "new": new}
        return self.done(text, self.model_admin.address(old))

    def refuse(self, form: forms.Form, error: ValidationError) -> None:
        super().refuse(form, error)
        self.thing.refresh_from_db()
        if self.other is not None:
            self.other.refresh_from_db()

    def ask(self, form: forms.Form) -> HttpResponse:
        title = _("Replace ‘%(name)s’") % {"name": self.thing}
        return self.render(title, choice=self.choice, form=form, **_shown(self.thing, self.other, self.user))


def _shown(term: Term, other: Term | None, user: User) -> dict[str, Any]:
    """What the page says of the two terms."""
    if other is None:
        return {"problem": merging.objection(term, term) if term.merged_into else ""}
    preview = Preview(term, other)
    practices: Any = preview.practices
    total, published = practices.count(), practices.published().count()
    visible = practices.visible_to(user).select_related("revises").order_by("title_en", "pk")
    return {
        "problem": merging.objection(term, other),
        "other": other,
        "preview": preview,
        "total": total,
        "published": published,
        "unpublished": total - published,
        "practices": visible[:_MOST_SHOWN],
        "links": _links(preview),
        "versions": [(VERSION, history.number_now(term)), (_OF_OTHER, history.number_now(other))],
    }


def _links(preview: Preview) -> list[tuple[str, str]]:
    """Return the addresses that would lead on, each with where to. A vocabulary that is no facet has none."""
    facet = preview.facet
    if facet is None:
        return []

    def address(term: Term) -> str:
        return selecting(facet.name, getattr(term, term.VALUE)).url(reverse("browse"))

    return [(address(term), address(preview.into)) for term in [preview.term, *preview.earlier]]
