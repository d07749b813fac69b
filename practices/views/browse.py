"""`/practices/`: search and browse."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.discovery.browse import Browse, orders
from practices.discovery.criteria import GIVEN, PARAMETERS, Criteria
from practices.discovery.named import named
from practices.discovery.nothing import Nothing
from practices.search import BEST
from practices.taxonomy.facets import BY_NAME
from practices.web import redirects

from .parameters import takes, with_others

MORE = "more"  # facets to show all values of


@says_today
@shows_catalogue
@takes(*PARAMETERS, MORE)
def browse(request: HttpRequest) -> HttpResponse:
    """The results for the request's parameters, with facets, chips, order and pages."""
    found = Browse(Criteria.from_parameters(request.GET), snapshot_for(request))
    address = reverse("browse")
    if not found.is_canonical:
        return redirects.permanent(with_others(found.canonical.url(address), request, *PARAMETERS))
    if request.path != address:
        return redirects.permanent(address, request.GET)
    context = {
        "section": "browse",
        "found": found,
        "criteria": found.criteria,
        "named": named(found.criteria.q, found.results.clauses, found.snapshot),
        "nothing": None if found.total or found.criteria.is_refused else Nothing(found),
        "whole": [name for name in request.GET.getlist(MORE) if name in BY_NAME],
        # Search engines are shown this list alone: the others are endless, and say nothing more.
        "is_whole": found.criteria.is_empty and found.criteria.page == 1 and MORE not in request.GET,
        "sorts": [(sort, label) for sort, label in orders().items() if _makes_sense(sort, found.criteria)],
        "pages": _pages(found.criteria.page, found.page_count),
    }
    response = render(request, "practices/browse.html", context)
    # For htmx: a form sends empty fields too; the address bar shows the question without them.
    response["HX-Push-Url"] = found.criteria.url(address)
    if not found.results.from_index:
        add_never_cache_headers(response)
    return response


def _makes_sense(sort: str, question: Criteria) -> bool:
    """Whether an order tells something of a question: the best match of a text, the order of what was chosen."""
    return (sort != BEST or bool(question.q)) and (sort != GIVEN or question.names_practices)


def _pages(current: int, last: int) -> list[int]:
    """Return the page numbers to link: the first, the last, and those around the current one. 0 stands for a gap."""
    near = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    pages: list[int] = []
    for number in near:
        if pages and number - pages[-1] > 1:
            pages.append(0)
        pages.append(number)
    return pages
