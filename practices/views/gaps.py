"""`/gaps/`: where practices stand and where none does, as a page and as CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.discovery.gaps import Asked, GapMap
from practices.exports.gap_map import table
from practices.spreadsheets import csv_lines
from practices.taxonomy.facets import HELD
from practices.web import redirects

from .export import disposition, problem, said

_FILTERS = ("country", "region")  # that the page itself offers; the others come from the browse page


@says_today
@shows_catalogue
def gaps(request: HttpRequest) -> HttpResponse:
    """The gap map for the request's parameters, perhaps with a cell opened."""
    asked = Asked.from_parameters(request.GET)
    found = GapMap(asked, snapshot_for(request))
    if not found.found.is_canonical:
        return redirects.permanent(asked.asking(found.found.canonical).url(reverse("gaps")))
    offered = [panel for panel in found.found.panels if panel.facet.name in _offered(found)]
    context = {
        "section": "gaps",
        "map": found,
        "criteria": found.criteria,
        "facets": HELD,
        "offered": offered,
        "kept": [(name, value) for name, values in found.criteria.selections for value in values
                 if name not in _offered(found)],
    }  # fmt: skip
    response = render(request, "practices/gaps.html", context)
    if not found.found.results.from_index:
        add_never_cache_headers(response)
    return response


@shows_catalogue
def gaps_csv(request: HttpRequest) -> HttpResponse:
    """All cells of the map as CSV. A file can't say what it left out, so what makes no sense is refused."""
    asked = Asked.from_parameters(request.GET)
    found = GapMap(asked, snapshot_for(request), is_whole=True)
    if asked.ignored or (wrong := problem(found.found)):
        return said(next(found.messages).text if asked.ignored else wrong, 400)
    if found.found.results.words_left_out or not found.is_counted:
        return said(_("The search index is being prepared. Try again in a minute."), 503)
    mark = csv_lines.MARK if request.GET.get("bom") == "1" else ""
    lines = mark + "".join(csv_lines.line(cells) for cells in table(found))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(_("Gap map"), "csv")
    response["X-Robots-Tag"] = "noindex"
    return response


def _offered(found: GapMap) -> list[str]:
    """Return the facets of which one value can be chosen on the page itself."""
    return [name for name in _FILTERS if len(dict(found.criteria.selections).get(name, ())) < 2]
