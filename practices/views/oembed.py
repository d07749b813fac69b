"""`/oembed`: tells other sites' software how to show a practice, as oEmbed 1.0 has it (https://oembed.com/)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.caching.editions import not_worth_keeping, shows_catalogue, snapshot_for
from practices.citing.entry import entry
from practices.discovery import lookup
from practices.models import Practice
from practices.sharing import oembed


@not_worth_keeping
@shows_catalogue
def oembed_of(request: HttpRequest) -> HttpResponse:
    """The card of the practice at the address in `url`, as JSON or XML."""
    kind = request.GET.get("format", "json")
    if kind not in oembed.FORMATS:
        return _refusal(501, _("Ask for one of these formats: json, xml."))
    try:
        question = oembed.Question.from_parameters(request.GET)
    except ValueError as error:
        return _refusal(400, str(error))
    with override(question.language):
        found = _found(question.number)
        if found is None:
            return _refusal(404, _("There is no published practice at this address."))
        snapshot = snapshot_for(request)
        described = entry(found, snapshot.values_of([found.pk])[found.pk], snapshot.vocabularies)
        answer = oembed.answer(described, question)
    response = JsonResponse(answer) if kind == "json" else _xml(answer)
    response["Content-Language"] = question.language
    return response


def _found(number: int | None) -> Practice | None:
    """Return the published practice of a number, or the one that it was merged into."""
    found = lookup.public(number, Practice.objects.with_page_relations())
    return found if found is not None and found.is_published else None


def _xml(answer: dict[str, Any]) -> HttpResponse:
    return HttpResponse(oembed.xml(answer), content_type="text/xml; charset=utf-8")


def _refusal(status: int, reason: str) -> HttpResponse:
    return HttpResponse(f"{reason}\n", status=status, content_type="text/plain; charset=utf-8")
