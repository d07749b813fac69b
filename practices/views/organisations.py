"""`/organisations/` and `/organisations/<slug>/`: who does what."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.discovery.organisations import ORGANISATION, AllOrganisations, Doer
from practices.metadata import schema_org
from practices.models import Involvement
from practices.taxonomy.facets import BY_NAME
from practices.web import redirects

from .parameters import takes


@shows_catalogue
@takes("page")
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that have published practices, with the number of these by part."""
    found = AllOrganisations(snapshot_for(request), request.GET.get("page"))
    return render(request, "practices/organisations.html", {"all": found, "parts": Involvement.Part})


@shows_catalogue
@takes()
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation. Former names redirect; one without a published practice is as unknown as any other word."""
    snapshot = snapshot_for(request)
    value = BY_NAME[ORGANISATION].resolve(slug, snapshot.vocabularies)
    if value is None or not (found := Doer(value, snapshot)).is_told:
        raise Http404
    address = reverse("organisation", args=[value])
    if request.path != address:
        return redirects.permanent(address, request.GET)
    context = {"doer": found, "structured": schema_org.of_organisation(found, address)}
    return render(request, "practices/organisation.html", context)
