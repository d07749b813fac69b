"""`/briefings/`: making one from a question, keeping its links, reading it, taking it as a document, deleting it."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from practices.briefings import limits, links, making
from practices.briefings.forms import OFFERED, BriefingForm
from practices.briefings.paper import paper
from practices.briefings.shown import Reading
from practices.citing import ris
from practices.citing.entry import licence
from practices.discovery.browse import Browse
from practices.discovery.criteria import PARAMETERS, Criteria
from practices.models import Briefing, Practice
from practices.papers import docx, pdf
from practices.web import basket, visitors
from practices.web.methods import only_read
from practices.web.privacy import for_these_eyes_only
from practices.web.private_forms import Refusal, answer, busy, private, refused, shows_form_again, too_much
from practices.web.throttle import Throttled

from .export import disposition
from .parameters import takes

_log = logging.getLogger(__name__)
_PLACED = 10  # of what a question finds, until its reader says how many


@shows_form_again
@private  # type: ignore[arg-type]
@takes(*PARAMETERS)
def new(request: HttpRequest) -> HttpResponse:
    """The form, for what the request's parameters find, at most as many as fit; without any, for what the reader keeps.

    POST makes a briefing of it.
    """
    is_asked = any(request.GET.get(name) for name in PARAMETERS)
    question = Criteria.from_parameters(request.GET) if is_asked else Criteria.of_ids(basket.read(request))
    found = Browse(question.with_page(1), page_size=limits.MOST_PRACTICES)
    is_empty = not is_asked and not question.names_practices
    if request.method != "POST":
        offered = Practice.objects.published().in_order([] if is_empty else found.results.ids)
        is_chosen = found.criteria.names_practices  # one by one
        placed, title = (limits.MOST_PRACTICES, "") if is_chosen else (_PLACED, found.in_words)
        form = BriefingForm(None, offered, placed, title)
        return _form(request, found, form, is_asked)
    numbers = _offered(request.POST)
    offered = Practice.objects.published().in_order(numbers)
    form = BriefingForm(request.POST, offered, gone=len(numbers) - len(offered))
    refusal = refused(request)
    if form.is_valid() and refusal is None:
        try:
            limits.count_one(visitors.address_of(request) or "")
            secret = making.make(form.cleaned_data, form.chosen, found.snapshot)
            return HttpResponseRedirect(reverse("briefing-made", args=[secret]))
        except Throttled as throttled:
            refusal = too_much(throttled)
        except ValidationError as error:
            refusal = Refusal(error.messages[0], 409)
    return _form(request, found, form, is_asked, refusal)


def _form(
    request: HttpRequest, found: Browse, form: BriefingForm, is_asked: bool, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "found": found,
        "form": form,
        "is_asked": is_asked,
        "left_out": max(0, found.total - limits.MOST_PRACTICES) if is_asked else 0,
        "most": limits.MOST_PRACTICES,
        "days": settings.BRIEFINGS_KEPT,
    }
    return answer(request, "practices/briefings/new.html", context, refusal)


def _offered(sent: QueryDict) -> list[int]:
    """Return the practices that the form showed."""
    given = dict.fromkeys(
        text for text in sent.getlist(OFFERED) if text.isascii() and text.isdigit() and len(text) < 11
    )
    return [int(text) for text in given][: limits.MOST_PRACTICES]


@private
def made(request: HttpRequest, token: str) -> HttpResponse:
    """The two links of a briefing, for who keeps this one; POST deletes it."""
    if not links.is_whole(token):
        raise Http404
    reading = links.reading(token)
    briefing = making.found(reading)
    if briefing is None:
        return _ended(request)
    refusal = busy(request)
    if request.method == "POST" and refusal is None:
        briefing.delete()
        return render(request, "practices/briefings/deleted.html")
    with override(briefing.language):
        link = settings.SITE_URL + reverse("briefing", args=[reading])
    context = {
        "briefing": briefing,
        "link": link,
        "keep": settings.SITE_URL + reverse("briefing-made", args=[token]),
        "read": reading,
    }
    return answer(request, "practices/briefings/made.html", context, refusal)


def _shows_briefing(view: Callable[[HttpRequest, Briefing], HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the briefing of a secret address, and lead to the address in its own language; say so if it has ended."""

    @for_these_eyes_only
    @only_read
    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        if not links.is_whole(token):
            raise Http404
        briefing = making.found(token)
        if briefing is None:
            return _ended(request)
        with override(briefing.language):
            address = reverse(request.resolver_match.view_name, args=[token])  # type: ignore[union-attr]
        return view(request, briefing) if request.path == address else HttpResponseRedirect(address)

    return wrapped  # type: ignore[return-value]


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "practices/briefings/ended.html", status=410)


@_shows_briefing
def briefing(request: HttpRequest, found: Briefing) -> HttpResponse:
    """The briefing, as it was on its day, with what became of its practices since."""
    match: Any = request.resolver_match
    context = {"briefing": found, "reading": Reading(found), "token": match.kwargs["token"], "terms": licence()}
    return render(request, "practices/briefings/briefing.html", context)


@_shows_briefing
def briefing_pdf(request: HttpRequest, found: Briefing) -> HttpResponse:
    """The same as a PDF, tagged for who reads it with a screen reader."""
    try:
        content = pdf.write(paper(Reading(found)))
    except subprocess.SubprocessError:
        _log.exception("A PDF could not be set")
        match: Any = request.resolver_match
        return render(request, "practices/briefings/no_pdf.html", {"token": match.kwargs["token"]}, status=503)
    return _file(content, pdf.CONTENT_TYPE, found.title, "pdf")


@_shows_briefing
def briefing_ris(request: HttpRequest, found: Briefing) -> HttpResponse:
    """Its practices and the documents that they rest on, for reference managers."""
    return _file(Reading(found).ris.encode(), ris.CONTENT_TYPE, found.title, "ris")


@_shows_briefing
def briefing_docx(request: HttpRequest, found: Briefing) -> HttpResponse:
    """The same as a document for word processors."""
    return _file(docx.write(paper(Reading(found))), docx.CONTENT_TYPE, found.title, "docx")


def _file(content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = disposition(name, ending)
    return response
