"""The site as its test client sees it: addresses of pages, and what a reader's copy of one is asked with again."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from benchmarks.questions import Question
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria, selecting
from practices.models import Practice
from practices.taxonomy.facets import FACETS

BROWSE, API, SUGGESTIONS = "/practices/", "/api/v1/practices", "/practices/suggest"
# Settings with which each page is made anew.
NOTHING_KEPT = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def client() -> Client:
    """A client that asks as a browser does on this machine."""
    return Client(headers={"host": "127.0.0.1"})


def address(question: Question, base: str = BROWSE) -> str:
    """Return where a question is answered."""
    parameters = urlencode(question.parameters())
    return f"{base}?{parameters}" if parameters else base


def practice_addresses(count: int) -> list[str]:
    """Return the addresses of this many practices, spread over the catalogue."""
    ids = list(Practice.objects.published().order_by("pk").values_list("pk", flat=True))
    chosen = ids[:: max(1, len(ids) // count)][:count]
    return [practice.get_absolute_url() for practice in Practice.objects.filter(pk__in=chosen)]


def views() -> dict[str, str]:
    """Return the addresses of the pages that count more than a page of results, of what most practices have."""
    found = Browse(Criteria())
    counts = found.results.counts
    most = {facet.name: max(counts[facet.name], key=counts[facet.name].__getitem__) for facet in FACETS}
    destination = Browse(selecting("origin", most["origin"])).results.counts["destination"]
    other = max((code for code in destination if code != most["origin"]), key=destination.__getitem__)
    return {
        "the first page": reverse("home"),
        "the atlas": reverse("countries"),
        "a country": reverse("country", args=[most["country"]]),
        "all corridors": reverse("corridors"),
        "a corridor": reverse("corridor", args=[most["origin"], other]),
        "a policy area": reverse("policy-area", args=[most["policy_area"]]),
        "a phase": reverse("phase", args=[most["migration_phase"]]),
        "the gap map": reverse("gaps"),
        "the gap map of a word": f"{reverse('gaps')}?q=workers",
        "an organisation": reverse("organisation", args=[most["organisation"]]),
        "a source": reverse("source", args=[most["source"]]),
    }


def conditions(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with which a browser asks whether its copy, which came with these headers, still holds."""
    asked = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    return {asked[name]: headers[name] for name in asked if name in headers}
