"""`/practices/<id>/<slug>/`: one practice, at an address that lasts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.citing import coins, references
from practices.discovery import lookup, needs
from practices.discovery.detail import Detail
from practices.metadata import schema_org, signposting
from practices.models import Practice
from practices.web import redirects

from .slide import slide_of


@says_today
@shows_catalogue
def practice(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """The practice; a redirect from any other spelling of its address, and from what was merged into it; a tombstone if
    it was withdrawn.
    """
    found = lookup.public(pk, Practice.objects.with_page_relations())
    if found is None:
        raise Http404
    address = found.get_absolute_url()
    if found.pk != pk or (found.is_published and request.path != address):
        return redirects.permanent(address, request.GET)
    if not found.is_published:
        links = signposting.of_withdrawn(found)
        context = {"practice": found, "links": links}
        return signposting.sign(render(request, "practices/withdrawn.html", context, status=410), links)
    detail = Detail(found, snapshot_for(request), needs.there(request.GET))
    links = signposting.of_practice(detail.entry)
    context = {
        "section": "browse",
        "practice": found,
        "detail": detail,
        "links": links,
        "structured": schema_org.of_practice(detail),
        "reference": references.of_entry(detail.entry, timezone.localdate()),
        "context_object": coins.span(detail.entry),
        "permanent_link": detail.entry.address,
        "slide": slide_of(detail),
        "asks_what_is_there": True,
    }
    return signposting.sign(render(request, "practices/practice.html", context), links)
