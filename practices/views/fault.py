"""What is answered where something failed that no page knew how to tell.

It needs neither the database nor the user: both may be what failed.
"""

from __future__ import annotations

import re
import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from practices.web import busy

_NEVER_SHOWN = re.compile("csrfmiddlewaretoken|.*password.*", re.IGNORECASE)
_NOR_WHERE_SIGNING_IN = re.compile("code", re.IGNORECASE)


def fault(request: HttpRequest) -> HttpResponse:
    """The page for a fault of the site (500); 503 where the database takes or gives nothing just now.

    A POST gets what it sent back, to be sent again with one button: Django calls this while it handles the error.
    """
    trouble = busy.trouble_of(sys.exc_info()[1])
    if trouble is None:
        return server_error(request)
    if request.method != "POST":
        trouble = busy.BUSY  # to read is worth another try soon, whatever keeps others from saving
    wants_page = request.method == "POST" or "text/html" in request.headers.get("Accept", "")
    response = _page(request, trouble) if wants_page else _line()
    return busy.marked(response, trouble)  # type: ignore[no-any-return]


def pages_when_busy() -> dict[str, bytes]:
    """Return the page that says so in each language, for a server that has no time to ask for it."""
    pages = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            pages[code] = render_to_string("503.html", {"trouble": busy.BUSY}).encode()
    return pages


def _line() -> HttpResponse:
    """What programs get."""
    text = _("The site is busy just now. Try again in a while.")
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8")


def _page(request: HttpRequest, trouble: busy.Trouble) -> HttpResponse:
    # Who has not shown that the form is this site's own gets no button that would send it.
    is_ours = request.method == "POST" and getattr(request, "csrf_processing_done", False)
    context = {
        "trouble": trouble,
        "address": request.get_full_path() if request.method != "POST" else "",
        "token": get_token(request) if is_ours else "",
        "fields": _sent(request) if is_ours else [],
        "had_files": is_ours and bool(request.FILES),
    }
    return HttpResponse(render_to_string("503.html", context))


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was sent, but for passwords and codes. Django bounds how much that can be."""
    signs_in = hasattr(request, "sensitive_post_parameters")
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not _NEVER_SHOWN.fullmatch(name) and not (signs_in and _NOR_WHERE_SIGNING_IN.fullmatch(name))
        for value in values
    ]
