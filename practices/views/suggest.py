"""`/practices/suggest`: what to offer while somebody types, as JSON for `site.js`; and `.json` for browsers."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language

from practices.caching.editions import not_worth_keeping, shows_catalogue, snapshot_for
from practices.discovery.criteria import Criteria
from practices.discovery.suggestions import Group, Suggestion, suggest
from practices.discovery.terms import Term
from practices.metadata.opensearch import SUGGESTIONS
from practices.models import Practice
from practices.models.translations import language_of
from practices.text.plain import printable
from practices.web.addresses import absolute

from .parameters import takes_only


@not_worth_keeping
@shows_catalogue
@takes_only("q")
def suggestions(request: HttpRequest) -> JsonResponse:
    """Groups of suggestions for the text in `q`, each with an address to go to."""
    return JsonResponse(
        {
            "groups": [
                {"label": group.label, "options": [_option(suggestion) for suggestion in group.suggestions]}
                for group in _groups(request)
            ]
        }
    )


@not_worth_keeping
@shows_catalogue
@takes_only("q")
def suggestions_for_browsers(request: HttpRequest) -> JsonResponse:
    """The same as OpenSearch has it: what was typed, labels, notes, addresses."""
    options = [_option(suggestion) for group in _groups(request) for suggestion in group.suggestions]
    labels, notes = ([option[name] for option in options] for name in ("label", "note"))
    addresses = [absolute(option["url"]) for option in options]
    shown = [request.GET.get("q", ""), labels, notes, addresses]
    return JsonResponse(shown, safe=False, content_type=SUGGESTIONS)


def _groups(request: HttpRequest) -> list[Group]:
    return suggest(printable(request.GET.get("q", "")), snapshot_for(request))


def _option(suggestion: Suggestion) -> dict[str, str]:
    target = suggestion.leads_to
    if isinstance(target, Criteria):
        url = target.url(reverse("browse"))
    else:
        url = reverse(target.page, args=[target.value]) if isinstance(target, Term) else target.get_absolute_url()
    language = language_of(target, "title") if isinstance(target, Practice) else get_language()
    return {"label": suggestion.label, "note": suggestion.note, "url": url, "lang": language or "en"}
