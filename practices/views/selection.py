"""`/selection/`: practices that a reader keeps together, from the address or from the reader's own browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from practices.caching.editions import but_for, says_today, shows_catalogue, snapshot_for
from practices.discovery.criteria import ID, MOST_IDS, Criteria
from practices.discovery.selection import Selection, swapped, without
from practices.web import basket, redirects
from practices.web.methods import takes_methods

from .parameters import takes, with_others


def _is_own(request: HttpRequest) -> bool:
    """Whether a page shows what the reader's own browser keeps, so that nobody else may see it."""
    return ID not in request.GET


@says_today
@but_for(_is_own)
@shows_catalogue
@takes(ID)
def selection(request: HttpRequest) -> HttpResponse:
    """The practices of the address; without any, those that the reader keeps."""
    if _is_own(request):
        return _own(request, basket.read(request))
    question = Criteria.of_ids(request.GET.getlist(ID))
    shown = _shown(request, question)
    if shown and not shown.found.is_canonical:
        address = shown.question.url(reverse("selection"))
        return redirects.permanent(with_others(address, request, ID))
    given = ",".join(request.GET.getlist(ID)).split(",")
    first = Criteria.of_ids(given[:MOST_IDS]) if question.too_many else None
    response = _page(request, shown, question=question, first=first)
    if shown and not shown.found.results.from_index:
        add_never_cache_headers(response)
    return response


# A form on a page that caches keep can't hold the token that Django asks for, and a page in between would cost each
# reader a step. So this takes no token: it changes nothing but a cookie of whoever sends it, knows no account, and
# refuses what pages of other sites send.
@csrf_exempt
@takes_methods("POST")
def change(request: HttpRequest) -> HttpResponse:
    """Keep practices (`keep`), take one away (`drop`), swap two (`swap`), or all (`empty`), and go back."""
    if not basket.comes_from_here(request):
        raise PermissionDenied
    held = list(Criteria.of_ids(basket.read(request)).ids)
    if "empty" in request.POST:
        return _own(request, [], was=Criteria().with_ids(held))
    if "keep" in request.POST:
        return _keep(request, held)
    address = reverse("selection")
    if len(pair := _numbers(request, "swap")) == 2:
        held, address = swapped(held, *pair), f"{address}#practice-{pair[1]}"  # where the reader was
    else:
        held = without(held, next(iter(_numbers(request, "drop")), None))
    response = _see(address)
    basket.write(response, held)
    return response


def _keep(request: HttpRequest, held: list[int]) -> HttpResponse:
    """Add practices and lead back to where the reader was, where a note says so. Where there is no room, say that."""
    new = [pk for pk in _numbers(request, "keep") if pk not in held]
    if len(held) + len(new) > MOST_IDS:
        return _own(request, map(str, held), refused=Criteria().with_ids(new), back=_back(request))
    back = _back(request)
    response = _see(f"{back}#kept-{new[0]}" if len(new) == 1 and back else reverse("selection"))
    basket.write(response, [*held, *new])
    return response


def _numbers(request: HttpRequest, name: str) -> tuple[int, ...]:
    """Return the practices that a form names. Of more than a selection can hold, none: no form of ours sends them."""
    return Criteria.of_ids(request.POST.getlist(name)).ids


def _back(request: HttpRequest) -> str:
    """Return the page of this site that a form was sent from. Empty where that is not known."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return ""
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _see(address: str) -> HttpResponse:
    """Lead on to a page after a form."""
    response = HttpResponseRedirect(address, status=303)
    response["Cache-Control"] = "no-store"
    return response


def _shown(request: HttpRequest, question: Criteria) -> Selection | None:
    is_asked = question.names_practices or question.too_many
    return Selection(question, snapshot_for(request)) if is_asked else None


def _own(request: HttpRequest, held: Iterable[str], **more: Any) -> HttpResponse:
    """Show what a reader keeps, to that reader alone. What was merged meanwhile is kept as what it was merged into."""
    question = Criteria.of_ids(held)
    shown = _shown(request, question)
    response = _page(request, shown, question=question, is_own=True, **more)
    ids = shown.question.ids if shown else ()
    if list(map(str, ids)) != [text for text in basket.read(request) if text]:
        basket.write(response, ids)
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, shown: Selection | None, **more: Any) -> HttpResponse:
    context = {"section": "selection", "selection": shown, "most": MOST_IDS, "title": _title(shown), **more}
    response = render(request, "practices/selection.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _title(shown: Selection | None) -> str:
    """Return what the page is called: 'Selection of 3 practices'."""
    if shown is None or shown.found.criteria.is_refused:
        return _("Selection")
    count = shown.found.total
    text = ngettext("Selection of %(count)s practice", "Selection of %(count)s practices", count)
    return text % {"count": count}
