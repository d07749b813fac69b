"""`/embed/<id>/`: one practice as a card, in a frame on a partner's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.discovery import lookup
from practices.discovery.terms import track
from practices.models import Practice
from practices.web import redirects
from practices.web.addresses import absolute
from practices.web.framing import framable

_THEMES = ("light", "dark")  # without one, as the reader's device has it


@framable
@shows_catalogue
def embed(request: HttpRequest, pk: int) -> HttpResponse:
    """The card; for a withdrawn practice one that says so; for a merged one that of what it was merged into.

    410 and 404 as on the page itself: whoever checks a partner's links shall learn of it, and browsers show the card.
    """
    theme = request.GET.get("theme")
    context: dict[str, Any] = {"theme": theme if theme in _THEMES else ""}
    found = lookup.public(pk, Practice.objects.with_card_relations())
    if found is None:
        return render(request, "practices/embed/missing.html", context, status=404)
    address = reverse("embed", args=[found.pk])
    if request.path != address:
        return redirects.permanent(address, request.GET)
    if not found.is_published:
        return render(request, "practices/embed/withdrawn.html", {**context, "practice": found}, status=410)
    snapshot = snapshot_for(request)
    stops = track(snapshot.values_of([pk])[pk], snapshot.vocabularies)
    context |= {
        "practice": found,
        "canonical": absolute(found.get_absolute_url()),
        "track": stops,
        "covered": [stop.term.label for stop in stops if stop.is_covered],
    }
    return render(request, "practices/embed/card.html", context)
