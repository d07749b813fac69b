"""`/preview/<token>/`: one draft, for whoever was sent the link."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from practices import search
from practices.discovery.detail import Detail
from practices.models import Practice, PreviewLink, states
from practices.web.methods import only_read
from practices.web.privacy import for_these_eyes_only


@for_these_eyes_only
@only_read
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The draft; once it is published, a redirect to its page; else a page that tells nothing of it."""
    try:
        link = PreviewLink.objects.live().filter(pk=PreviewLink.number_in(token)).first()
    except BadSignature:
        return render(request, "practices/preview_ended.html", {"is_ours": False}, status=404)
    practice = Practice.objects.with_page_relations().filter(pk=link.practice_id).first() if link else None
    if link is None or practice is None or practice.state == Practice.State.ARCHIVED:
        return render(request, "practices/preview_ended.html", {"is_ours": True}, status=410)
    if practice.state in states.ONCE_PUBLIC:
        return HttpResponseRedirect(practice.get_absolute_url())
    return page(request, practice, {"until": link.until})


def page(request: HttpRequest, practice: Practice, context: dict[str, Any]) -> HttpResponse:
    """The practice as its reader will see it, below a note that says what this is."""
    context = {"practice": practice, "detail": Detail(practice, search.snapshot()), **context}
    return render(request, "practices/preview.html", context)
