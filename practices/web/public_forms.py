"""What the forms share that anybody may send in: pages that nobody keeps, and why what was sent is not taken."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import visitors
from .busy import Trouble, or_again
from .methods import takes_methods
from .throttle import Throttled

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Mark a page with a form that is kept by no cache and no search engine, and whose address no other site learns.

    (With `no-referrer`, browsers would hide from this very site where a form comes from, and it would be refused.)
    """
    view = takes_methods("GET", "HEAD", "POST")(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        def again(trouble: Trouble) -> HttpResponse:
            request.trouble = trouble  # type: ignore[attr-defined] # so that `busy` refuses what was sent
            return view(request, *args, **kwargs)

        try:
            response: HttpResponse = or_again(request, lambda: view(request, *args, **kwargs), again)
        except ObjectDoesNotExist:  # nobody was given such a link, or what it leads to was deleted, be it just now
            raise Http404 from None
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        if "token" in kwargs:
            response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def shows_form_again(view: View) -> View:
    """Mark a view that shows again what was typed where the protection against forged requests fails."""
    view.shows_form_again = True  # type: ignore[attr-defined]
    return view


class Refusal(NamedTuple):
    """Why what was sent is not taken, though it may be fine."""

    text: str
    status: int
    seconds: int = 0  # after which it will be


def refusal(request: HttpRequest, count: Callable[[str], Any]) -> Refusal | None:
    """Return why what was sent can't be taken now, or None. `count` counts it for a visitor, or raises Throttled."""
    if found := busy(request):
        return found
    if getattr(request, "csrf_failed", False):
        text = _("The page was too old, or your browser refuses cookies. Nothing is lost: please send it once more.")
        return Refusal(text, 403)
    if request.POST.get("homepage"):
        text = _("A box was filled in that only programs see. It is empty again: please send it once more.")
        return Refusal(text, 400)
    try:
        count(visitor(request))
    except Throttled as throttled:
        return too_much(throttled)
    return None


def busy(request: HttpRequest) -> Refusal | None:
    """Return what keeps the database from taking what was sent, as the first attempt has shown."""
    trouble: Trouble | None = getattr(request, "trouble", None)
    return Refusal(str(trouble.not_saved), 503, trouble.seconds) if trouble else None


def too_much(throttled: Throttled) -> Refusal:
    """Return what is said to who sends too often."""
    minutes = throttled.seconds // 60 + 1
    text = ngettext(
        "A great deal was sent just now. What you typed is still here: try again in %(minutes)s minute.",
        "A great deal was sent just now. What you typed is still here: try again in %(minutes)s minutes.",
        minutes,
    )
    return Refusal(text % {"minutes": minutes}, 429, throttled.seconds)


def visitor(request: HttpRequest) -> str:
    """Return whom to count what was sent for."""
    return visitors.address_of(request) or ""


def answer(request: HttpRequest, template: str, context: dict[str, Any], refused: Refusal | None) -> HttpResponse:
    """Return a page; if what was sent is not taken, with the reason and its status."""
    response = render(request, template, context | {"refusal": refused})
    if refused is not None:
        response.status_code = refused.status
        if refused.seconds:
            response["Retry-After"] = str(refused.seconds)
    return response
