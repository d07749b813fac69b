"""The selection of practices that a reader keeps: their numbers, in a cookie of the reader's own browser, nowhere else.

Only `/selection/` and the form of a briefing read it: all other pages are the same for everybody, and caches may keep
them. A script
(static/js/selection.js) writes it in the same form, and counts what is in it on every page.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = f"{settings.COOKIE_PREFIX}selection"
KEPT = datetime.timedelta(days=180)  # since something was kept or taken away
MOST = 30  # practices
BETWEEN = "-"  # two numbers: a sign that cookies and addresses take as it is
_LONGEST = MOST * 11  # characters: a number has ten at the most


def read(request: HttpRequest) -> list[str]:
    """Return what the browser keeps: numbers in their order, if nobody else has written into the cookie."""
    return request.COOKIES.get(COOKIE, "")[:_LONGEST].split(BETWEEN)[:MOST]


def write(response: HttpResponseBase, ids: Iterable[int]) -> None:
    """Let the browser keep these practices in the place of those that it has. Without any, it forgets the cookie."""
    value = BETWEEN.join(map(str, ids))
    # Readable by scripts: pages show how many there are, and caches keep pages without that.
    response.set_cookie(
        COOKIE, value, max_age=KEPT if value else 0, path="/", secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent by a page of this site.

    Each browser of the last years says where what it sends comes from, and no page can make it lie. What says nothing
    is an old browser or a program.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
