"""Choosing another practice by its title or number, with what tells it apart from those that resemble it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from practices.editorial import duplicates
from practices.models import Practice

FIND, SEARCH = "find", "_find"  # what is searched for, and the button
_MOST_SHOWN = 12


def candidates(model_admin: Any, request: HttpRequest, practice: Practice) -> list[Practice]:
    """Return the published practices of which one can take the place of another, as the practices' admin finds them.

    They are what was searched for and what is chosen already; before a search, those that resemble it.
    """
    sent = request.POST or request.GET
    asked, chosen = sent.get(FIND, "").strip()[:200], sent.get("replaced_by", "")
    published: QuerySet[Practice] = Practice.objects.published().exclude(pk=practice.pk)
    if asked:
        found = searched(model_admin, request, published, asked)
    else:
        found = [one.practice for one in duplicates.of(practice, request.user) if one.practice.is_published]
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 and int(chosen) not in {one.pk for one in found}:
        found = [*published.filter(pk=int(chosen)), *found]
    return found


def searched(model_admin: Any, request: HttpRequest, among: QuerySet[Practice], asked: str) -> list[Practice]:
    """Return the first practices that a search in the list finds among some."""
    return list(model_admin.get_search_results(request, among, asked)[0].distinct()[:_MOST_SHOWN])


def choices(practices: list[Practice], may_be_none: bool) -> list[tuple[str, str]]:
    """Return them as choices, each with title, number, countries and state."""
    none = [("", pgettext("practice", "None"))] if may_be_none else []
    return none + [(str(practice.pk), _label(practice)) for practice in practices]


def _label(practice: Practice) -> str:
    countries = ", ".join(map(str, practice.countries.all().distinct())) or _("no country")
    said = {
        "title": practice.title,
        "number": practice.pk,
        "countries": countries,
        "state": practice.get_state_display(),
    }
    return _("%(title)s (practice %(number)s; %(countries)s; %(state)s)") % said
