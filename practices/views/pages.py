"""The way in, and what the catalogue says of itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.discovery.browse import Browse
from practices.discovery.countries import Atlas
from practices.discovery.criteria import Criteria
from practices.discovery.home import age, first_cards
from practices.discovery.themes import by_group
from practices.discovery.years import by_month, by_year, lasting
from practices.dumps import files
from practices.metadata import schema_org, signposting
from practices.models import Source
from practices.taxonomy.definitions import DEFINITIONS, definitions_of
from practices.taxonomy.facets import BY_NAME, SEARCHED

_MOST_SOURCES = 10  # that About names


@says_today
@shows_catalogue
def home(request: HttpRequest) -> HttpResponse:
    """The way in: what there is and how old it is, a sentence to complete, phases, policy areas, countries."""
    found = Browse(Criteria(), snapshot_for(request), page_size=1)
    phases, areas = map(found.panel, ("migration_phase", "policy_area"))
    links = signposting.of_home()
    context = {
        "found": found,
        "phases": phases,
        "areas": areas,
        "area_groups": by_group(areas.options),
        "atlas": Atlas(found),
        "age": age(found),
        "cards": first_cards(found),
        "links": links,
        "structured": schema_org.of_home(),
    }
    return signposting.sign(render(request, "practices/home.html", context), links)


@says_today
@shows_catalogue
def about(request: HttpRequest) -> HttpResponse:
    """What the catalogue is, how it is made, and the documents that it rests on: not those that drafts alone cite."""
    found = Browse(Criteria(), snapshot_for(request), page_size=1)
    counts = found.results.counts[BY_NAME["source"].name]
    most = sorted(counts, key=lambda slug: (-counts[slug], slug))[:_MOST_SOURCES]
    sources = Source.objects.filter(slug__in=most).order_by("-year", "slug")
    context = {
        "section": "about",
        "sources": [(source, counts[source.slug]) for source in sources],
        "sources_beyond": len(counts) - len(most),
        "years": by_year(found),
        "lasting": lasting(found),
        "months": by_month(found),
        "ongoing": found.results.counts["period"].get("ongoing", 0),
        "definitions": [
            (facet, facet.name in BY_NAME, definitions_of(facet)) for facet in SEARCHED if facet.name in DEFINITIONS
        ],
        "contact": settings.CONTACT_EMAIL,
        "books": files.books(),
        "offline": files.offline(),
        "found": found,
    }
    return render(request, "practices/about.html", context)
