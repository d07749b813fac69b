"""`/countries/` and `/countries/<ISO2>/`: where the practices are, and what one country does."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from practices.caching.editions import says_today, shows_catalogue, snapshot_for
from practices.discovery.browse import Browse
from practices.discovery.countries import Atlas, find
from practices.discovery.country import Profile
from practices.discovery.criteria import LONGEST_VALUE, PARAMETERS, Criteria
from practices.models import Participation
from practices.text.plain import printable
from practices.web import redirects

from .parameters import takes, with_others


@says_today
@shows_catalogue
@takes(*PARAMETERS, "role")
def countries(request: HttpRequest) -> HttpResponse:
    """All countries with their practices, for any question of the browse page and any role."""
    wanted = request.GET.get("role", "").strip()
    role = wanted if wanted in Participation.Role.values else ""
    found = Browse(Criteria.from_parameters(request.GET), snapshot_for(request), page_size=1)
    if not found.is_canonical:
        return redirects.permanent(with_others(_address(found.canonical, role), request, *PARAMETERS, "role"))
    if request.path != reverse("countries"):
        return redirects.permanent(reverse("countries"), request.GET)
    question = found.criteria.with_page(1)
    context = {
        "section": "countries",
        "atlas": Atlas(found, role),
        "found": found,
        "is_whole": question.is_empty and not role,
        "address": _address(question, role),
        "asked": ", ".join(filter(None, [found.in_words, role and str(Participation.Role(role).label)])),
        "role": role,
        "unknown_role": printable(wanted)[:LONGEST_VALUE] if not role else "",
        "roles": Participation.Role.choices,
        "panels": [found.panel(name) for name in _ASKED],
        "kept": [pair for pair in question.parameters() if pair[0] not in _ASKED],
        "chips": [(chip, _address(chip.without, role)) for chip in found.chips],
        "without_text": _address(question.without_text(), role),
        "without_ids": _address(question.without_ids(), role),
    }
    response = render(request, "practices/countries.html", context)
    if not found.results.from_index:
        add_never_cache_headers(response)
    return response


@says_today
@shows_catalogue
@takes()
def country(request: HttpRequest, code: str) -> HttpResponse:
    """The profile of one country. Other ways to write its code, and what was merged into it, lead here."""
    snapshot = snapshot_for(request)
    entry = find(code, snapshot.vocabularies)
    if entry is None:
        raise Http404
    address = reverse("country", args=[entry.value])
    if request.path != address:
        return redirects.permanent(address, request.GET)
    profile = Profile(entry, snapshot)
    response = render(request, "practices/country.html", {"section": "countries", "profile": profile})
    if not profile.found.results.from_index:
        add_never_cache_headers(response)
    return response


_ASKED = ("policy_area", "migration_phase")  # what the form of the atlas asks for


def _address(question: Criteria, role: str) -> str:
    pairs = [*question.with_page(1).parameters(), *([("role", role)] if role else [])]
    return f"{reverse('countries')}?{urlencode(pairs)}" if pairs else reverse("countries")
