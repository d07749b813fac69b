"""What a page says of itself that was kept from before the database was gone."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .compression import compress

_PLACE = b"<!-- as it was -->"  # in base.html
_OPENED = {"br": brotli.decompress, "gzip": gzip.decompress}


def put(request: HttpRequest, response: HttpResponse, right_at: float) -> None:
    """Let a page for people say when it was right (seconds since 1970).

    It is another page then than the one of its tag. So it has none, and no cache keeps it.
    """
    encoding = response.get("Content-Encoding", "")
    content = _OPENED.get(encoding, bytes)(response.content)
    if _PLACE not in content or not response["Content-Type"].startswith("text/html"):
        return
    for name in ("ETag", "Last-Modified", "Content-Encoding"):
        del response[name]
    response["Cache-Control"] = "no-store"
    response.content = content.replace(_PLACE, _line(right_at).encode(), 1)
    compress(request, response)


def _line(right_at: float) -> str:
    then = datetime.fromtimestamp(right_at, UTC)
    text = _("The catalogue can't be reached at the moment. This page is as it was on %(day)s at %(time)s (UTC).") % {
        "day": formats.date_format(then, "DATE_FORMAT"),
        "time": f"{then:%H:%M}",
    }
    return format_html('<div class="wrap left-out" role="status"><ul class="messages"><li>{}</li></ul></div>', text)
