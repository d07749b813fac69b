"""`/sources/`, `/sources/<slug>/` and its records for reference managers: the documents that practices rest on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.citing.files import FORMS
from practices.discovery.sources import SOURCE, Bibliography, Documented
from practices.metadata import schema_org
from practices.taxonomy.facets import BY_NAME
from practices.web import redirects

from .parameters import takes, takes_only


@shows_catalogue
@takes("page")
def sources(request: HttpRequest) -> HttpResponse:
    """The bibliography: every document that reports a published practice."""
    return render(
        request, "practices/sources.html", {"all": Bibliography(snapshot_for(request), request.GET.get("page"))}
    )


@shows_catalogue
@takes("page")
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One document with what it reports. Former names redirect; what only drafts cite is as unknown as any word."""
    found = _found(request, slug)
    address = reverse("source", args=[found.value])
    if request.path != address:
        return redirects.permanent(address, request.GET)
    context = {"document": found, "structured": schema_org.of_source(found, address)}
    return render(request, "practices/source.html", context)


@shows_catalogue
@takes_only()
def record(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """One document as a record for reference managers."""
    found = _found(request, slug)
    address = reverse("source-record", args=[found.value, form])
    if request.path != address:
        return redirects.permanent(address, request.GET)
    kind = FORMS[form]
    return HttpResponse(
        kind.write_source(found.document),
        content_type=f"{kind.content_type}; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, f"source-{found.value}.{form}")},
    )


def _found(request: HttpRequest, slug: str) -> Documented:
    snapshot = snapshot_for(request)
    value = BY_NAME[SOURCE].resolve(slug, snapshot.vocabularies)
    if value is None or not (found := Documented(value, snapshot, request.GET.get("page"))).is_told:
        raise Http404
    return found
