"""`/practices/feed.atom` and `/practices/<id>/changes.atom`: what is new, for feed readers."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.feeds import atom, changes, question
from practices.models import Practice
from practices.taxonomy.facets import NOT, Facet, told_apart
from practices.web import redirects

from .addressed import by_number

_AGAIN_IN = 60  # seconds


@shows_catalogue
def of_question(request: HttpRequest) -> HttpResponse:
    """The feed of the request's parameters, which are those of the browse page."""
    found = Browse(Criteria.from_parameters(request.GET), snapshot_for(request), page_size=1, clamp=False)
    if not found.is_canonical:
        return redirects.permanent(found.canonical.url(request.path))
    if found.criteria.text_is_too_long:
        return _refused(400, *(message.text for message in found.messages))
    if unknown := [(facet, value) for facet, value in found.unknown if _would_widen(found, facet, value)]:
        text = _("%(facet)s: ‘%(value)s’ is not in this catalogue.")
        return _refused(404, *(text % {"facet": facet.label, "value": value} for facet, value in unknown))
    if found.results.words_left_out:
        response = _refused(503, *(message.text for message in found.messages))
        response["Retry-After"] = str(_AGAIN_IN)
        return response
    response = _answer(question.feed(found))
    if not found.results.from_index:
        add_never_cache_headers(response)
    return response


def _would_widen(found: Browse, facet: Facet, unknown: str) -> bool:
    """Whether a question without an unknown value lets in what nobody has subscribed to: without what was to be left
    out, or without its only value.
    """
    wanted, _left_out = told_apart(found.criteria.values(facet))
    return unknown.startswith(NOT) or not wanted


@shows_catalogue
@by_number(lambda: Practice.objects.select_related("replaced_by"))
def of_practice(request: HttpRequest, found: Practice) -> HttpResponse:
    """The feed of what changed in one practice. It goes on after a withdrawal; from what was merged, it leads on."""
    return _answer(changes.feed(found))


def _answer(feed: atom.Feed) -> HttpResponse:
    return HttpResponse(
        atom.write(feed),
        content_type=f"{atom.CONTENT_TYPE}; charset=utf-8",
        headers={"Last-Modified": http_date(feed.updated.timestamp())},
    )


def _refused(status: int, *lines: str) -> HttpResponse:
    """Say why in plain text, which some readers show to whoever subscribes."""
    return HttpResponse("".join(f"{line}\n" for line in lines), status=status, content_type="text/plain; charset=utf-8")
