"""`/oembed`: tells other sites' software how to show a page that has a card, as oEmbed 1.0 has it (https://oembed.com/)."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.caching.editions import not_worth_keeping, shows_catalogue, snapshot_for
from practices.citing.entry import entry
from practices.discovery import lookup
from practices.discovery.countries import find
from practices.discovery.gaps import PARAMETERS, Asked, GapMap
from practices.discovery.parameters import unknown
from practices.models import Practice
from practices.search import Snapshot
from practices.sharing import embedding, oembed
from practices.sharing.embedding import Embedding
from practices.sharing.oembed import Question

from .refusals import problem, said


class Shown(NamedTuple):
    """The card of a page, and the path of its picture."""

    card: Embedding
    picture: str


@not_worth_keeping
@shows_catalogue
def oembed_of(request: HttpRequest) -> HttpResponse:
    """The card of the page at the address in `url`, as JSON or XML."""
    kind = request.GET.get("format", "json")
    if kind not in oembed.FORMATS:
        return said(_("Ask for one of these formats: json, xml."), 501)
    try:
        question = Question.from_parameters(request.GET)
    except ValueError as error:
        return said(str(error), 400)
    with override(question.language):
        shown = _SHOWN[question.kind](question, snapshot_for(request)) if question.kind else None
        if shown is None:
            return said(_("Nothing that has a card is at this address."), 404)
        answer = oembed.answer(*shown, question)
    response = JsonResponse(answer) if kind == "json" else _xml(answer)
    response["Content-Language"] = question.language
    return response


def _practice(question: Question, snapshot: Snapshot) -> Shown | None:
    """Return the published practice of a number, or the one that it was merged into."""
    found = lookup.public(int(question.name), Practice.objects.with_page_relations())
    if found is None or not found.is_published:
        return None
    described = entry(found, snapshot.values_of([found.pk])[found.pk], snapshot.vocabularies)
    return Shown(embedding.of_practice(described), reverse("picture", args=[found.pk]))


def _country(question: Question, snapshot: Snapshot) -> Shown | None:
    found = find(question.name, snapshot.vocabularies)
    if found is None:
        return None
    return Shown(embedding.of_country(found.value, found.name), reverse("picture-of-country", args=[found.value]))


def _gaps(question: Question, snapshot: Snapshot) -> Shown | None:
    """Return the gap map, unless its address asks for what there is not."""
    try:
        parameters = QueryDict(question.parameters)
    except SuspiciousOperation:  # more parameters than any page takes
        return None
    asked = Asked.from_parameters(parameters).closed
    found = GapMap(asked, snapshot)
    if unknown(parameters, PARAMETERS) or asked.ignored or problem(found.found):
        return None
    asked = asked.asking(found.found.canonical)
    card = embedding.of_gaps(asked.url(reverse("embed-gaps")), asked.url(reverse("gaps")), len(found.rows))
    return Shown(card, reverse("picture-of-gaps"))


_SHOWN = {oembed.PRACTICE: _practice, oembed.COUNTRY: _country, oembed.GAPS: _gaps}


def _xml(answer: dict[str, Any]) -> HttpResponse:
    return HttpResponse(oembed.xml(answer), content_type="text/xml; charset=utf-8")
