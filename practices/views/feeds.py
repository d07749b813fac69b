"""`/practices/feed.atom`, `/practices/<id>/changes.atom`, and the same as `.rss`: what is new, for feed readers."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _

from practices.caching.editions import shows_catalogue, snapshot_for
from practices.discovery.browse import Browse
from practices.discovery.criteria import PARAMETERS, Criteria
from practices.feeds import changes, question
from practices.feeds.forms import Form
from practices.feeds.values import Feed
from practices.models import Practice
from practices.web import redirects

from .addressed import by_number
from .browse import MORE
from .parameters import takes_only
from .refusals import said


@shows_catalogue
@takes_only(*PARAMETERS, MORE)
def of_question(request: HttpRequest, form: Form) -> HttpResponse:
    """The feed of the request's parameters, which are those of the browse page."""
    found = Browse(Criteria.from_parameters(request.GET), snapshot_for(request), page_size=1, clamp=False)
    if not found.is_canonical:
        return redirects.permanent(found.canonical.url(request.path))
    if found.criteria.is_refused:
        return said(_told(found), 400)
    if found.asked.not_ids or (found.chosen.unknown and found.chosen.unknown == found.chosen.ids):
        return said("\n".join(found.said_of_ids), 404)
    if unknown := question.widening(found):
        text = _("%(facet)s: ‘%(value)s’ is not in this catalogue.")
        lines = [text % {"facet": facet.label, "value": value} for facet, value in unknown]
        return said("\n".join(lines), 404)
    if found.results.words_left_out:
        return said(_told(found), 503)
    response = _answer(question.feed(found, form), form)
    if not found.results.from_index:
        add_never_cache_headers(response)
    return response


def _told(found: Browse) -> str:
    return "\n".join(message.text for message in found.messages)


@shows_catalogue
@takes_only()
@by_number(lambda: Practice.objects.select_related("replaced_by"))
def of_practice(request: HttpRequest, found: Practice, form: Form) -> HttpResponse:
    """The feed of what changed in one practice. It goes on after a withdrawal; from what was merged, it leads on."""
    return _answer(changes.feed(found, form), form)


def _answer(feed: Feed, form: Form) -> HttpResponse:
    return HttpResponse(
        form.write(feed),
        content_type=f"{form.content_type}; charset=utf-8",
        headers={"Last-Modified": http_date(feed.updated.timestamp())},
    )
