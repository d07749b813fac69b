"""Addresses for programs end without a slash. Whoever adds one is led to them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import is_valid_path
from django.utils.encoding import escape_uri_path
from django.views.decorators.common import no_append_slash

from practices.web import redirects
from practices.web.methods import only_read


@no_append_slash  # else what there is not would be led here first
@only_read
def without_slash(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Redirect to the address without the slash at its end, if there is one."""
    path = request.path_info.rstrip("/")
    if not is_valid_path(path):
        raise Http404
    return redirects.permanent(escape_uri_path(path), request.GET)
