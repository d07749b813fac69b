"""Replacing one term by another in the admin, with a look at what that changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.discovery.criteria import selecting
from practices.editorial import history, merging
from practices.editorial.merging import Preview
from practices.models import Term

from .pages import ReasonForm, ThingPages
from .versioned import VERSION, number_in

_MOST_SHOWN = 50  # practices
_VERSION_OF_OTHER = "_version_of_other"


class OtherForm(forms.Form):
    """Which term is to replace one."""

    into: Any = forms.ModelChoiceField(label=gettext_lazy("Replace it by"), queryset=None)

    def __init__(self, term: Term, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        others = type(term)._base_manager.filter(retired=False).exclude(pk=term.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class MergingAdmin(ThingPages):
    """Mixin: a page that replaces a term by another."""

    def get_urls(self) -> list[Any]:
        return [self.page("<id:pk>/merge/", self.merge_view, "merge"), *super().get_urls()]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the other term, show what would change, ask why, then do it."""
        term: Any = self.get_seen(request, pk)
        if not self.has_change_permission(request, term):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        choice = OtherForm(term, asked if "into" in asked else None)
        other = choice.cleaned_data["into"] if choice.is_valid() else None
        form = ReasonForm(request.POST or None)
        if other is not None and form.is_valid():
            seen = number_in(request.POST, VERSION), number_in(request.POST, _VERSION_OF_OTHER)
            user: Any = request.user
            try:
                merging.merge(term, other, user, form.cleaned_data["reason"], seen)
            except ValidationError as error:
                form.add_error(None, error)
                term.refresh_from_db()
                other.refresh_from_db()
            else:
                self.message_user(request, _("‘%(old)s’ leads to ‘%(new)s’ now.") % {"old": term, "new": other})
                return HttpResponseRedirect(self.address(term))
        context = {"choice": choice, "form": form, **self._shown(request, term, other)}
        return self.render_thing(request, term, "terms/merge", _("Replace ‘%(name)s’") % {"name": term}, context)

    def _shown(self, request: HttpRequest, term: Term, other: Term | None) -> dict[str, Any]:
        """What the page says of the two terms."""
        if other is None:
            return {"problem": merging.objection(term, term) if term.merged_into else ""}
        preview = Preview(term, other)
        visible = preview.practices.visible_to(request.user)  # type: ignore[attr-defined]
        total = preview.practices.count()
        published = preview.practices.published().count()  # type: ignore[attr-defined]
        return {
            "problem": merging.objection(term, other),
            "other": other,
            "preview": preview,
            "total": total,
            "published": published,
            "unpublished": total - published,
            "practices": visible.select_related("revises").order_by("title_en", "pk")[:_MOST_SHOWN],
            "links": _links(preview),
            "versions": [(VERSION, history.number_now(term)), (_VERSION_OF_OTHER, history.number_now(other))],
        }


def _links(preview: Preview) -> list[tuple[str, str]]:
    """Return the addresses that would lead on, each with where to. A vocabulary that is no facet has none."""
    if preview.facet is None:
        return []

    def address(term: Term) -> str:
        return selecting(preview.facet.name, getattr(term, term.VALUE)).url(reverse("browse"))  # type: ignore[union-attr]

    return [(address(term), address(preview.into)) for term in [preview.term, *preview.earlier]]
