"""A POST of the pages that ask for passwords and codes is done whole, with its session, or not at all."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.http import HttpRequest
from django_otp.middleware import OTPMiddleware

from practices.web.busy import Trouble, database_error, or_again

View = TypeVar("View", bound=Callable[..., Any])


def whole_or_asked_again(view: View) -> View:
    """Mark a view that asks for passwords and codes. What the database can't take is asked for again."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        def answer() -> Any:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                _save_session(request)
            return response

        def again(trouble: Trouble) -> Any:
            ask_again(request, trouble)
            return view(request, *args, **kwargs)

        return or_again(request, answer, again)

    return cast(View, inner)


def ask_again(request: HttpRequest, trouble: Trouble) -> None:
    """Make a POST that came to nothing into a request for its empty form, from who came."""
    request.method = "GET"
    request.session = type(request.session)(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    vars(request).pop("_cached_user", None)
    AuthenticationMiddleware(_nothing).process_request(request)
    OTPMiddleware(_nothing)(request)
    messages.error(request, trouble.not_done)


def _nothing(request: HttpRequest) -> Any:
    return None


def _save_session(request: HttpRequest) -> None:
    """Save the session now, and not again at the end of the request."""
    if request.session.modified:
        try:
            request.session.save()
        except UpdateError as error:
            cause = database_error(error)
            raise cause from cause.__cause__
        request.session.save = lambda must_create=False: None  # type: ignore[method-assign]
