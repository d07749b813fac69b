"""What an answer says of itself so that nobody keeps it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase


def for_these_eyes_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark all answers of a view as not to be kept, indexed, or told of to the sites that they link to."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapped
