"""What the address of one practice leads to, before its view is asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from practices.discovery import lookup
from practices.models.querysets import PracticeQuerySet
from practices.web import redirects

View = Callable[..., HttpResponse]


def by_number(fetched: Callable[[], PracticeQuerySet]) -> Callable[[View], View]:
    """Return a decorator that gives a view the practice of a number, published or withdrawn, as it is `fetched`.

    Where there is none it raises Http404; what was merged into another redirects to the same address of that.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, pk: int, **others: Any) -> HttpResponse:
            found = lookup.public(pk, fetched())
            if found is None:
                raise Http404
            if found.pk != pk:
                name = request.resolver_match.view_name  # type: ignore[union-attr]
                return redirects.permanent(reverse(name, kwargs={"pk": found.pk, **others}), request.GET)
            return view(request, found, **others)

        return shown

    return decorated
