"""What somebody asks the list of practices again and again, kept under a name of their own."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.models import SavedFilter

from .guards import parameters_of
from .pages import Page, user_of
from .seen import number_in

_QUERY = "query"


class Link(NamedTuple):
    """A saved filter, as the list of practices leads to it."""

    name: str
    url: str
    is_current: bool


def context_for(model_admin: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the list of practices shows of the filters that its user has saved."""
    asked, address = asked_of(model_admin, request, request.GET), reverse(model_admin.route("changelist"))
    saved = SavedFilter.objects.filter(user=user_of(request))
    return {
        "saved_filters": [Link(one.name, f"{address}?{one.query}", one.query == asked) for one in saved],
        "filters_address": reverse(model_admin.route("filters")),
        "asked": asked,
        "is_saved": any(one.query == asked for one in saved),
    }


def asked_of(model_admin: Any, request: HttpRequest, parameters: QueryDict) -> str:
    """Return what a list is asked for, always in the same order, and without its page and whatever else it is not."""
    known = {parameter for one in model_admin.get_list_filter(request) for parameter in parameters_of(one)}
    kept = QueryDict(mutable=True)
    for name in sorted(parameters.keys() & {*known, SEARCH_VAR, ORDER_VAR}):
        if value := parameters.get(name):
            kept[name] = value
    return kept.urlencode()


class NameForm(forms.Form):
    """Under which name a filter is saved."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("You alone see it, above the list.")
    )
    query = forms.CharField(max_length=SavedFilter.LONGEST, widget=forms.HiddenInput)

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._saved = SavedFilter.objects.filter(user=user)

    def clean_name(self) -> str:
        """Return the name. Raise ValidationError if there is one of this name, or too many."""
        name: str = SavedFilter._meta.get_field("name").to_python(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Give it a name."))
        if self._saved.filter(name=name).exists():
            raise ValidationError(_("You have a filter of this name. Choose another, or delete that one first."))
        if self._saved.count() >= SavedFilter.MOST:
            raise ValidationError(_("You have %(most)s filters. Delete one first.") % {"most": SavedFilter.MOST})
        return name


class SavedFilters(Page):
    """Saves what the list was just asked under a name, and deletes what was saved."""

    route, name, template = "filters/", "filters", "practices/practice/filters"

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = asked_of(self.model_admin, request, request.GET)
        return self.show(NameForm(self.user, initial={_QUERY: asked}) if asked else None)

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        if number := number_in(request.POST, "delete"):
            SavedFilter.objects.filter(user=self.user, pk=number).delete()
            return self.done(_("The filter is deleted."), request.get_full_path())
        form = self.sent()
        if not form.is_valid():
            return self.show(form)
        saved = SavedFilter.objects.create(user=self.user, **form.cleaned_data)
        return self.done(_("The filter is saved."), f"{self.list_address}?{saved.query}")

    def again(self) -> HttpResponse:
        return self.show(self.sent())

    def sent(self) -> NameForm:
        """Return the form as it was sent, with nothing in its question that is none of the list's."""
        data = self.request.POST.copy()
        data[_QUERY] = asked_of(self.model_admin, self.request, QueryDict(data.get(_QUERY, "")[: SavedFilter.LONGEST]))
        return NameForm(self.user, data)

    @property
    def list_address(self) -> str:
        """The address of the list."""
        return reverse(self.model_admin.route("changelist"))

    def show(self, form: NameForm | None) -> HttpResponse:
        """Return the page, with the form if there is something to save."""
        saved = SavedFilter.objects.filter(user=self.user)
        return self.render(_("Saved filters"), form=form, saved=saved, list_address=self.list_address)


PAGES = [SavedFilters]
