"""Which parameters a view takes. Pages tell which others were left out; what can't tell refuses them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from practices.discovery.parameters import Unknown, unknown

from .refusals import said

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class NotTaken:
    """A parameter that a page left out, and the query of the same page with the one that is meant, if any is."""

    unknown: Unknown
    query: str

    @property
    def text(self) -> str:
        """What the reader is told."""
        return _("This page takes no parameter ‘%(name)s’, so it was left out.") % {"name": self.unknown.shown}


def takes(*names: str) -> Callable[[View], View]:
    """Return a decorator of a page that takes these parameters. It tells of others (`_not_taken.html`)."""

    def decorated(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = unknown(request.GET, names)
            request.not_taken = [NotTaken(one, _meant(request, one)) for one in found]  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        shown.takes = names  # type: ignore[attr-defined]
        return shown

    return decorated


def takes_only(*names: str) -> Callable[[View], View]:
    """Return a decorator of a file or a feed that takes these parameters. It refuses others (400), each by its name."""

    def decorated(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if found := unknown(request.GET, names):
                return said("\n".join(one.refusal for one in found), 400)
            return view(request, *args, **kwargs)

        answered.takes_only = names  # type: ignore[attr-defined]
        return answered

    return decorated


def with_others(address: str, request: HttpRequest, *taken: str) -> str:
    """Return an address with the parameters of a request besides these, so that the reader is told of them there."""
    others = request.GET.copy()
    for name in taken:
        others.pop(name, None)
    return f"{address}{'&' if '?' in address else '?'}{others.urlencode()}" if others else address


def _meant(request: HttpRequest, one: Unknown) -> str:
    """Return the request's query with the parameter that is meant in the place of the one that isn't taken."""
    if not one.nearest:
        return ""
    query = request.GET.copy()
    query.setlist(one.nearest, [*query.getlist(one.nearest), *query.pop(one.name)])
    return query.urlencode()
