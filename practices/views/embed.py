"""`/embed/…`: a practice, a country or the gap map as a card, in a frame on a partner's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.discovery import lookup
from practices.discovery.countries import find
from practices.discovery.country import Profile
from practices.discovery.gaps import PARAMETERS, Asked, GapMap
from practices.discovery.terms import track
from practices.models import Practice
from practices.taxonomy.facets import Values
from practices.taxonomy.vocabularies import Vocabularies
from practices.web import redirects
from practices.web.addresses import absolute
from practices.web.framing import framable

from .parameters import takes

_THEMES = ("light", "dark")  # without one, as the reader's device has it
_MOST_ROWS, _MOST_COLUMNS = 40, 12  # of a map in a frame


@framable
@shows_catalogue
def embed(request: HttpRequest, pk: int) -> HttpResponse:
    """The card; for a withdrawn practice one that says so; for a merged one that of what it was merged into.

    410 and 404 as on the page itself: whoever checks a partner's links shall learn of it, and browsers show the card.
    """
    context = _context(request)
    found = lookup.public(pk, Practice.objects.with_card_relations())
    if found is None:
        return _missing(request, _("There is no published practice at this address."))
    address = reverse("embed", args=[found.pk])
    if request.path != address:
        return redirects.permanent(address, request.GET)
    if not found.is_published:
        return render(request, "practices/embed/withdrawn.html", {**context, "practice": found}, status=410)
    snapshot = snapshot_for(request)
    context |= {"practice": found, "canonical": absolute(found.get_absolute_url())}
    context |= _track(snapshot.values_of([pk])[pk], snapshot.vocabularies)
    return render(request, "practices/embed/card.html", context)


@framable
@shows_catalogue
def embed_country(request: HttpRequest, code: str) -> HttpResponse:
    """The card of a country's profile: its roles, phases and a few practices."""
    snapshot = snapshot_for(request)
    entry = find(code, snapshot.vocabularies)
    if entry is None:
        return _missing(request, _("There is no such country in this catalogue."))
    address = reverse("embed-country", args=[entry.value])
    if request.path != address:
        return redirects.permanent(address, request.GET)
    profile = Profile(entry, snapshot)
    page = reverse("country", args=[entry.value])
    covered = {"migration_phase": [one.choice.value for one in profile.phases.options if one.count]}
    context = _context(request) | {"profile": profile, "page": page, "canonical": absolute(page)}
    context |= _track(covered, snapshot.vocabularies)
    response = render(request, "practices/embed/country.html", context)
    if not profile.found.results.from_index:
        add_never_cache_headers(response)
    return response


@framable
@shows_catalogue
@takes(*PARAMETERS, "theme")
def embed_gaps(request: HttpRequest) -> HttpResponse:
    """The gap map for the request's parameters, as a small table. What makes no sense is left out, and said."""
    address = reverse("embed-gaps")
    asked, context = Asked.from_parameters(request.GET).closed, _context(request)
    found = GapMap(asked, snapshot_for(request), (_MOST_ROWS, _MOST_COLUMNS))
    if not found.found.is_canonical:
        theme = {"theme": context["theme"]} if context["theme"] else {}
        return redirects.permanent(asked.asking(found.found.canonical).url(address, **theme))
    if request.path != address:
        return redirects.permanent(address, request.GET)
    page = asked.url(reverse("gaps"))
    context |= {"map": found, "page": page, "canonical": absolute(page)}
    response = render(request, "practices/embed/gaps.html", context)
    if not found.found.results.from_index:
        add_never_cache_headers(response)
    return response


def _context(request: HttpRequest) -> dict[str, Any]:
    theme = request.GET.get("theme")
    return {"theme": theme if theme in _THEMES else ""}


def _track(values: Values, vocabularies: Vocabularies) -> dict[str, Any]:
    stops = track(values, vocabularies)
    return {"track": stops, "covered": [stop.term for stop in stops if stop.is_covered]}


def _missing(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "practices/embed/missing.html", _context(request) | {"reason": reason}, status=404)
