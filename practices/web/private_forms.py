"""Forms that anybody may send: kept by nobody, and shown again with what was typed where they fail."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import throttle
from .busy import Trouble, or_again
from .methods import takes_methods

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


def refused(request: HttpRequest) -> Refusal | None:
    """Return why what was sent can't be taken, whatever it is, or None."""
    if found := busy(request):
        return found
    if getattr(request, "csrf_failed", False):
        text = _("The page was too old, or your browser refuses cookies. Nothing is lost: please send it once more.")
        return Refusal(text, 403)
    if request.POST.get("homepage"):
        text = _("A box was filled in that only programs see. It is empty again: please send it once more.")
        return Refusal(text, 400)
    return None


def busy(request: HttpRequest) -> Refusal | None:
    """Return what keeps the database from taking what was sent, as the first attempt has shown."""
    trouble: Trouble | None = getattr(request, "trouble", None)
    return Refusal(str(trouble.not_saved), 503, trouble.seconds) if trouble else None


def too_much(throttled: throttle.Throttled) -> Refusal:
    """Return the refusal of what was sent too often."""
    minutes = throttled.seconds // 60 + 1
    text = ngettext(
        "A great deal was sent just now. What you typed is still here: try again in %(minutes)s minute.",
        "A great deal was sent just now. What you typed is still here: try again in %(minutes)s minutes.",
        minutes,
    )
    return Refusal(text % {"minutes": minutes}, 429, throttled.seconds)


def answer(request: HttpRequest, template: str, context: dict[str, Any], refusal: Refusal | None) -> HttpResponse:
    """Return a page that says why what was sent was refused, if it was."""
    response = render(request, template, context | {"refusal": refusal})
    if refusal is not None:
        response.status_code = refusal.status
        if refusal.seconds:
            response["Retry-After"] = str(refusal.seconds)
    return response
