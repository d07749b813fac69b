"""`/corridors/` and `/corridors/<from>/<to>/`: what binds a country of origin and one of destination; and as CSV."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.discovery.corridor import Corridor
from practices.discovery.corridors import Corridors
from practices.discovery.criteria import LONGEST_VALUE
from practices.discovery.ends import End, are_none, end_of
from practices.exports.corridors import table
from practices.metadata import schema_org
from practices.spreadsheets import csv_lines
from practices.text.plain import printable
from practices.web import redirects

from .export import disposition
from .parameters import takes, takes_only
from .refusals import said

_ENDS = ("from", "to")  # the fields of the form


@shows_catalogue
@takes(*_ENDS)
def corridors(request: HttpRequest) -> HttpResponse:
    """All corridors and the form for one, which leads to its page or says what it does not know."""
    snapshot = snapshot_for(request)
    texts = [printable(request.GET.get(name, ""))[:LONGEST_VALUE] for name in _ENDS]
    origin, destination = (end_of(text, snapshot.vocabularies) for text in texts)
    if origin and destination and not are_none(origin, destination):
        return redirects.permanent(_path(origin, destination), _without_ends(request.GET))
    if request.path != reverse("corridors"):
        return redirects.permanent(reverse("corridors"), request.GET)
    found = Corridors(snapshot)
    unknown = [text for text, end in zip(texts, (origin, destination), strict=True) if end is None]
    context = {
        "section": "countries",
        "corridors": found,
        "asked": [end.value if end else "" for end in (origin, destination)],
        "unknown": unknown,
        "is_same": origin is not None and origin == destination and not origin.is_any,
        "is_plain": not any(texts),
        "structured": schema_org.of_collection(_("Corridors"), "", found.breadcrumbs, reverse("corridors")),
    }
    return render(request, "practices/corridors.html", context)


@shows_catalogue
@takes()
def corridor(request: HttpRequest, origin: str, destination: str) -> HttpResponse:
    """One corridor. Other ways to write an end, and what was merged into it, lead here."""
    snapshot = snapshot_for(request)
    first, last = (end_of(text, snapshot.vocabularies) for text in (origin, destination))
    if first is None or last is None:
        raise Http404
    if first.is_any and last.is_any:
        return redirects.permanent(reverse("corridors"), request.GET)
    if are_none(first, last):
        raise Http404
    path = _path(first, last)
    if request.path != path:
        return redirects.permanent(path, request.GET)
    found = Corridor(first, last, snapshot)
    structured = schema_org.of_collection(found.title, found.announcement, found.breadcrumbs, path)
    context = {
        "section": "countries",
        "corridor": found,
        "asked": [first.value, last.value],
        "structured": structured if found.total else None,
    }
    return render(request, "practices/corridor.html", context)


@shows_catalogue
@takes_only(*csv_lines.PARAMETERS)
def corridors_csv(request: HttpRequest) -> HttpResponse:
    """All corridors as CSV."""
    if wrong := csv_lines.refusal(request.GET):
        return said(wrong, 400)
    found = Corridors(snapshot_for(request), is_whole=True)
    if not found.is_counted:
        return said(_("The search index is being prepared. Try again in a minute."), 503)
    lines = csv_lines.whole(table(found), csv_lines.asked(request.GET))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(_("Corridors"), "csv")
    response["X-Robots-Tag"] = "noindex"
    return response


def _path(origin: End, destination: End) -> str:
    return reverse("corridor", args=[origin.value, destination.value])


def _without_ends(parameters: QueryDict) -> QueryDict:
    """Return the parameters of a request without those of the form."""
    others = parameters.copy()
    for name in _ENDS:
        others.pop(name, None)
    return others
