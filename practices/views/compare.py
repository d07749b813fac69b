"""`/compare/?id=…`: two to four practices side by side, or what helps to choose them; and as CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.discovery.comparison import PARAMETER, url
from practices.discovery.comparison_asked import OK, Asked
from practices.exports.comparison import table
from practices.search import Snapshot
from practices.spreadsheets import csv_lines
from practices.web import redirects

from .export import disposition
from .parameters import takes, takes_only, with_others
from .refusals import said

_SEARCH = "q"  # for a practice to add


@says_today
@shows_catalogue
@takes(PARAMETER, _SEARCH)
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison; where there is none, or one more is looked for, what there is to choose from."""
    asked = Asked(request.GET)
    if asked.has_moved:
        return redirects.permanent(with_others(url(reverse("compare"), asked.now), request, PARAMETER))
    if asked.can_be_compared and not asked.is_searching:
        context = {"section": "browse", "asked": asked, "comparison": asked.comparison(snapshot_for(request))}
        return render(request, "practices/compare.html", context)
    return _choosing(request, asked, snapshot_for(request))


def _choosing(request: HttpRequest, asked: Asked, snapshot: Snapshot) -> HttpResponse:
    context = {"section": "browse", "asked": asked}
    if not asked.q:
        context["related"] = asked.related(snapshot)
        return render(request, "practices/compare/choose.html", context, status=asked.status)
    found, cards = asked.offered(snapshot)
    response = render(
        request, "practices/compare/choose.html", {**context, "found": found, "cards": cards}, status=asked.status
    )
    if not found.results.from_index:
        add_never_cache_headers(response)
    return response


@shows_catalogue
@takes_only(PARAMETER, *csv_lines.PARAMETERS)
def compare_csv(request: HttpRequest) -> HttpResponse:
    """The comparison as CSV. Unlike a page, a file can't say what it left out, so it leaves out nothing."""
    asked = Asked(request.GET)
    if asked.has_moved:
        return redirects.permanent(with_others(url(reverse("compare-csv"), asked.now), request, PARAMETER))
    problems = [problem for problem in asked.problems if problem.status != OK]
    if problems:
        return said("\n".join(problem.text for problem in problems), problems[-1].status)
    if not asked.can_be_compared:
        return said(_("Name two to four practices: ?id=1&id=2"), 400)
    if wrong := csv_lines.refusal(request.GET):
        return said(wrong, 400)
    lines = csv_lines.whole(table(asked.comparison(snapshot_for(request))), csv_lines.asked(request.GET))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(_("Comparison"), "csv")
    response["X-Robots-Tag"] = "noindex"
    return response
