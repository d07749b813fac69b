"""`/policy-areas/`, `/policy-areas/<slug>/` and `/phases/<slug>/`: what the catalogue holds on one theme."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.discovery.themes import Theme, by_group
from practices.metadata import schema_org
from practices.taxonomy.facets import BY_NAME
from practices.web import redirects

from .parameters import takes


@says_today
@shows_catalogue
@takes()
def policy_areas(request: HttpRequest) -> HttpResponse:
    """All policy areas in their groups, with how many practices each has."""
    found = Browse(Criteria(), snapshot_for(request), page_size=1)
    panel = next(panel for panel in found.panels if panel.facet.name == "policy_area")
    context = {
        "section": "themes",
        "groups": by_group(panel.options),
        "count": len(panel.options),
        "found": found,
    }
    return render(request, "practices/policy_areas.html", context)


@says_today
@shows_catalogue
@takes()
def theme(request: HttpRequest, slug: str, facet: str) -> HttpResponse:
    """One policy area or phase. Former names and merged terms redirect, also those in capitals."""
    snapshot = snapshot_for(request)
    value = BY_NAME[facet].resolve(slug, snapshot.vocabularies)
    if value is None:
        raise Http404
    found = Theme(facet, value, snapshot)
    address = reverse(found.page, args=[value])
    if request.path != address:
        return redirects.permanent(address, request.GET)
    context = {"section": "themes", "theme": found, "structured": schema_org.of_theme(found, address)}
    return render(request, "practices/theme.html", context)
