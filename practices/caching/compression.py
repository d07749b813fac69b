"""Answers in fewer bytes, as brotli or gzip.

Only what the catalogue shows to everybody is compressed (`editions.py`): the length of a compressed page can betray
what else is in it, such as the token of a form, to who can choose a part of the page (an attack called BREACH).
"""

from __future__ import annotations

import gzip

import brotli
from django.http import HttpRequest, HttpResponse

# More than these takes longer than it saves: a page of 100 kB takes 2 ms and is 16 kB then.
_BROTLI_QUALITY, _GZIP_LEVEL = 5, 5
_LEAST = 1_000  # bytes: below, nothing is won


def encoding_for(request: HttpRequest) -> str:
    """Return how the reader wants to have it: 'br', 'gzip', or '' for as it is. Brotli is smaller."""
    wanted = {}
    for one in request.headers.get("Accept-Encoding", "")[:200].lower().split(","):
        name, _semicolon, weight = one.partition(";")
        wanted[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ("br", "gzip") if wanted.get(name)), "")


def compress(request: HttpRequest, response: HttpResponse) -> None:
    """Put the content of an answer into fewer bytes, if its reader can take that."""
    encoding = encoding_for(request)
    if not encoding or len(response.content) < _LEAST or response.has_header("Content-Encoding"):
        return
    if _is_compressed_already(response["Content-Type"]):
        return
    content = response.content
    if encoding == "br":
        response.content = brotli.compress(content, quality=_BROTLI_QUALITY)
    else:
        response.content = gzip.compress(content, _GZIP_LEVEL, mtime=0)
    response["Content-Encoding"] = encoding
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))


def _is_compressed_already(kind: str) -> bool:
    return kind.startswith(("image/png", "application/zip", "application/vnd.openxmlformats"))
