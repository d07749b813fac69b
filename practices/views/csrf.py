"""What is shown where the protection against forged requests fails."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that says so; where the view can, the form again with what was typed, which the view doesn't take."""
    match: Any = request.resolver_match
    if match is None or not getattr(match.func, "shows_form_again", False):
        return csrf_failure(request, reason)  # type: ignore[return-value]
    request.csrf_failed = True  # type: ignore[attr-defined]
    return match.func(request, *match.args, **match.kwargs)  # type: ignore[no-any-return]
