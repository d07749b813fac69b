"""Keeping absurd and prying addresses and forms away from the database."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse

_LONGEST_NUMBER = 18  # digits: fits every database's integers
_LONGEST_SEARCH = 500  # characters: each word is a condition, and SQLite takes no more than a thousand


def is_id(value: Any) -> bool:
    """Whether a value, as a form or an address has it, can be the number of something."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER


class _Search(ChangeListSearchForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEARCH_VAR].validators.append(MaxLengthValidator(_LONGEST_SEARCH))


class List(ChangeList):
    """A list that says so where more is searched for than anybody types."""

    search_form_class = _Search


class GuardedList(admin.ModelAdmin):
    """Mixin: a list that is asked for by nothing but its filters, and whose actions take nothing but numbers.

    Django would take any field with any lookup: also other things that point here, and expressions that take hours.
    """

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the class of the list."""
        return List

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Return whether it is a filter's. Raise IncorrectLookupParameters for a value that no filter has."""
        filters: Any = self.get_list_filter(request) if request else self.list_filter
        allowed = {parameter for one in filters for parameter in parameters_of(one)}
        is_absurd = "\0" in value or (lookup.endswith("__id__exact") and not is_id(value))
        if lookup in allowed and is_absurd:
            raise IncorrectLookupParameters
        return lookup in allowed

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if ACTION_CHECKBOX_NAME in request.POST:
            posted = request.POST.copy()
            chosen = [number for number in posted.getlist(ACTION_CHECKBOX_NAME) if is_id(number)]
            posted.setlist(ACTION_CHECKBOX_NAME, chosen)
            request.POST = posted  # type: ignore[assignment]
        return super().changelist_view(request, extra_context)


def parameters_of(list_filter: Any) -> set[str]:
    """Return the parameters of one filter of a list: a field's name, or a filter with its own."""
    if isinstance(list_filter, str):
        return {f"{list_filter}__{lookup}" for lookup in ("exact", "id__exact", "isnull")}
    return {list_filter.parameter_name}
