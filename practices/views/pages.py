"""The way in, and what the catalogue says of itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.discovery.home import countries_by_region
from practices.metadata import schema_org, signposting
from practices.models import Practice, Source
from practices.search import NEWEST
from practices.taxonomy.facets import BY_NAME

NEWEST_ON_HOME = 5


@shows_catalogue
def home(request: HttpRequest) -> HttpResponse:
    """The way in: search, phases, policy areas, countries, newest practices."""
    snapshot = snapshot_for(request)
    found = Browse(Criteria(sort=NEWEST), snapshot, page_size=NEWEST_ON_HOME)
    # Their links lead to results in the order that is usual there.
    whole = Browse(Criteria(), snapshot, page_size=1)
    phases, areas, countries = map(whole.panel, ("migration_phase", "policy_area", "country"))
    links = signposting.of_home()
    context = {
        "found": found,
        "phases": phases,
        "areas": areas,
        "regions": countries_by_region(countries, found.vocabularies),
        "country_count": len(countries.options),
        "links": links,
        "structured": schema_org.of_home(),
    }
    return signposting.sign(render(request, "practices/home.html", context), links)


@shows_catalogue
def about(request: HttpRequest) -> HttpResponse:
    """What the catalogue is, how it is made, and the documents that it rests on: not those that drafts alone cite."""
    found = Browse(Criteria(), snapshot_for(request), page_size=1)
    counts = found.results.counts[BY_NAME["source"].name]
    sources = Source.objects.filter(slug__in=counts).order_by("-year", "slug")
    context = {
        "sources": [(source, counts[source.slug]) for source in sources],
        "kinds": Practice.EvidenceBasis,
        "contact": settings.CONTACT_EMAIL,
        "found": found,
    }
    return render(request, "practices/about.html", context)
