"""Replacing one term, organisation or source by another in the admin, with a look at what that changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.discovery.criteria import selecting
from practices.discovery.terms import PAGES
from practices.editorial import content, history, merging, references, twins
from practices.editorial.diff import Difference, differences
from practices.editorial.merging import Preview
from practices.models import Replaceable

from .choosing import FIND
from .guards import is_id
from .pages import AskPage, ReasonForm
from .seen import VERSION, number_in

_MOST_SHOWN = 50  # practices
_MOST_FOUND = 12  # organisations or sources to choose from
_OF_OTHER = f"{VERSION}_of_other"
_OWN = {"slug", "order", "retired", "merged_into"}  # what two of a kind never share, or what a merge sets


class OtherForm(forms.Form):
    """Which one is to replace another."""

    into: Any = forms.ModelChoiceField(label=gettext_lazy("Replace it by"), queryset=None)

    def __init__(self, others: QuerySet[Any], *args: Any, few: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        into: Any = self.fields["into"]
        if few:
            into.widget, into.empty_label = forms.RadioSelect(), None
            into.label_from_instance = _told_apart
        into.queryset = others


class Merge(AskPage):
    """Asks for the other one, shows what would change, asks why, then replaces the one by the other."""

    route, name, template = "<id:pk>/merge/", "merge", "terms/merge"

    def check(self) -> None:
        super().check()
        # Also those who may change what they added may not: others may use it by now.
        if not self.model_admin.has_change_permission(self.request):
            raise PermissionDenied
        self.asked = self.request.POST if self.request.method == "POST" else self.request.GET
        self.is_long = isinstance(self.thing, references.MODELS)  # a list that nobody reads through
        others = type(self.thing)._base_manager.filter(retired=False).exclude(pk=self.thing.pk)
        self._offered = self._near(others) if self.is_long else others
        self.choice = OtherForm(self._offered, self.asked if "into" in self.asked else None, few=self.is_long)
        self.other: Any = self.choice.cleaned_data["into"] if self.choice.is_valid() else None

    def _near(self, others: QuerySet[Any]) -> QuerySet[Any]:
        """Return what was searched for, and what is chosen already; before a search, what resembles it."""
        find, chosen = self.asked.get(FIND, "").strip()[:200], self.asked.get("into", "")
        found: Any
        if find:
            found = self.model_admin.get_search_results(self.request, others, find)[0][:_MOST_FOUND]
        else:
            found = [twin.thing for twin in twins.of(self.thing)]
        near = [one.pk for one in found] + ([int(chosen)] if is_id(chosen) else [])
        return others.filter(pk__in=near)

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
        shown = _shown(self.thing, self.other, self.user)
        search = {"is_long": self.is_long, "find": self.asked.get(FIND, "")[:200]}
        others = {"others": not self.is_long or self._offered.exists(), "merge_route": self.model_admin.route("merge")}
        return self.render(title, choice=self.choice, form=form, **search, **others, **shown)


def _told_apart(thing: Any) -> str:
    """Return an organisation or a source with what tells it from those that resemble it."""
    more = getattr(thing, "title", None) or getattr(thing, "country", None)
    return f"{thing} ({more})" if more else str(thing)


def _shown(term: Replaceable, other: Replaceable | None, user: User) -> dict[str, Any]:
    """What the page says of the two."""
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
        "differences": _differences(term, other),
        "versions": [(VERSION, history.number_now(term)), (_OF_OTHER, history.number_now(other))],
    }


def _differences(term: Replaceable, other: Replaceable) -> list[Difference]:
    """Return in what the two differ, so that nothing is lost that the other one doesn't say."""
    found = differences(content.of(term), content.of(other), type(term))
    return [difference for difference in found if difference.name not in _OWN]


def _links(preview: Preview) -> list[tuple[str, str]]:
    """Return the addresses that would lead on, each with where to. A vocabulary that is no facet has none."""
    facet = preview.facet
    if facet is None:
        return []
    page = PAGES.get(facet.name)

    def addresses(term: Any) -> list[str]:
        value = getattr(term, term.VALUE)
        pages = [reverse(page, args=[value])] if page else []
        return [*pages, selecting(facet.name, value).url(reverse("browse"))]

    there = addresses(preview.into)
    return [pair for term in [preview.term, *preview.earlier] for pair in zip(addresses(term), there, strict=True)]
