"""`/gaps/`: where practices stand and where none does, as a page, as CSV and as a drawing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.discovery.gaps import PARAMETERS, WHOLE, Asked, GapMap
from practices.exports.gap_map import table
from practices.exports.gap_map_svg import svg
from practices.spreadsheets import csv_lines
from practices.taxonomy.facets import HELD
from practices.web import redirects

from .export import disposition, problem
from .parameters import takes, takes_only, with_others
from .refusals import said

_FILTERS = ("country", "region")  # that the page itself offers; the others come from the browse page


@says_today
@shows_catalogue
@takes(*PARAMETERS)
def gaps(request: HttpRequest) -> HttpResponse:
    """The gap map for the request's parameters, perhaps with a cell opened."""
    asked = Asked.from_parameters(request.GET)
    found = GapMap(asked, snapshot_for(request))
    if not found.found.is_canonical:
        address = asked.asking(found.found.canonical).url(reverse("gaps"))
        return redirects.permanent(with_others(address, request, *PARAMETERS))
    offered = [panel for panel in found.found.panels if panel.facet.name in _offered(found)]
    context = {
        "section": "gaps",
        "map": found,
        "criteria": found.criteria,
        "facets": HELD,
        "offered": offered,
        "kept": [pair for pair in found.criteria.parameters() if pair[0] not in ("q", *_offered(found))],
    }
    response = render(request, "practices/gaps.html", context)
    if not found.found.results.from_index:
        add_never_cache_headers(response)
    return response


@shows_catalogue
@takes_only(*PARAMETERS, *csv_lines.PARAMETERS)
def gaps_csv(request: HttpRequest) -> HttpResponse:
    """All cells of the map as CSV."""
    found = GapMap(Asked.from_parameters(request.GET), snapshot_for(request), WHOLE)
    if refusal := _refusal(found):
        return refusal
    if wrong := csv_lines.refusal(request.GET):
        return said(wrong, 400)
    lines = csv_lines.whole(table(found), csv_lines.asked(request.GET))
    return _file(lines, "text/csv; charset=utf-8", "csv")


@says_today
@shows_catalogue
@takes_only(*PARAMETERS)
def gaps_svg(request: HttpRequest) -> HttpResponse:
    """The map as a drawing, with as many rows and columns as on the page."""
    found = GapMap(Asked.from_parameters(request.GET), snapshot_for(request))
    return _refusal(found) or _file(svg(found, timezone.localdate()), "image/svg+xml", "svg")


def _refusal(found: GapMap) -> HttpResponse | None:
    """Return what is wrong with the question, if anything is: a file can't say what it left out."""
    if found.asked.ignored or (wrong := problem(found.found)):
        return said(next(found.messages).text if found.asked.ignored else wrong, 400)
    if found.found.results.words_left_out or not found.is_counted:
        return said(_("The search index is being prepared. Try again in a minute."), 503)
    return None


def _file(content: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = disposition(_("Gap map"), ending)
    response["X-Robots-Tag"] = "noindex"
    return response


def _offered(found: GapMap) -> list[str]:
    """Return the facets of which one value can be chosen on the page itself."""
    return [name for name in _FILTERS if len(dict(found.criteria.selections).get(name, ())) < 2]
