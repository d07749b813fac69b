"""`/share/` and `/s/<code>`: a question to pass on, as a short address, a QR code and a picture."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext

from practices import search
from practices.sharing import qr
from practices.sharing import short as codes
from practices.web import redirects, throttle, visitors
from practices.web.addresses import absolute
from practices.web.busy import Trouble, or_again
from practices.web.methods import only_read, takes_methods

from .parameters import takes, takes_only
from .refusals import said
from .shareable import Shareable, read

ADDRESS = "to"  # what is shared


@takes_methods("GET", "HEAD", "POST")
@takes(ADDRESS)
def share(request: HttpRequest) -> HttpResponse:
    """The question of the page at an address of this site, with its short address once somebody wants one (POST)."""
    given = request.GET.get(ADDRESS, "")
    try:
        shared = read(given, search.snapshot(), get_language() or "") if given else None
    except ValueError as error:
        return _page(request, {"given": given, "wrong": str(error)}, 400)
    if shared is None:
        return _page(request, {}, 400 if request.method == "POST" else 200)

    def again(trouble: Trouble) -> HttpResponse:
        return _page(request, _shown(shared) | {"refusal": trouble.not_saved})

    return or_again(request, lambda: _answer(request, shared), again)  # type: ignore[no-any-return]


def _answer(request: HttpRequest, shared: Shareable) -> HttpResponse:
    """Make the short address if it is wanted, and show what there is."""
    if request.method != "POST":
        code = codes.find(shared.address)
        return _page(request, _shown(shared) | {"short": code and absolute(reverse("short", args=[code]))})
    try:
        codes.make(shared.address, visitors.address_of(request) or "")
    except throttle.Throttled as throttled:
        response = _page(request, _shown(shared) | {"refusal": _too_often(throttled)}, 429)
        response["Retry-After"] = str(throttled.seconds)
        return response
    return HttpResponseRedirect(request.get_full_path())


def _shown(shared: Shareable) -> dict[str, Any]:
    query = urlencode({ADDRESS: shared.address})
    return {"shared": shared, "whole": absolute(shared.address), "query": f"?{query}"}


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "practices/share.html", context, status=status)
    response["Cache-Control"] = "no-store"  # its form has a token
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _too_often(throttled: throttle.Throttled) -> str:
    minutes = throttled.seconds // 60 + 1
    return ngettext(
        "Many short addresses were made just now. Try again in %(minutes)s minute.",
        "Many short addresses were made just now. Try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}


@only_read
@takes_only(ADDRESS)
def qr_of_question(request: HttpRequest, ending: str) -> HttpResponse:
    """A question as a QR code: of its short address, if it has one."""
    try:
        shared = read(request.GET.get(ADDRESS, ""), search.snapshot(), get_language() or "")
    except ValueError as error:
        return said(str(error), 400)
    code = codes.find(shared.address)
    path = reverse("short", args=[code]) if code else shared.address
    name = f"qr-{code or shared.page}.{ending}"
    headers = {"Content-Disposition": content_disposition_header(False, name), "X-Robots-Tag": "noindex"}
    response = HttpResponse(qr.file(absolute(path), ending), content_type=qr.content_type(ending), headers=headers)
    patch_cache_control(response, no_cache=True)  # it may get a short address any moment
    return response


@only_read
def short(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the question of a short address, as it is written today: what is replaced has another link."""
    address = codes.address_of(code)
    if not address:
        raise Http404
    with suppress(ValueError):  # a part of it is not there any more: the page says so
        address = read(address, search.snapshot()).address
    return redirects.permanent(address)
