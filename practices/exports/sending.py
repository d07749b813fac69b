"""Sending what a writer writes, piece by piece, so that an export of any size takes the same memory."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, override

from .concurrency import slot

PIECE = 250_000  # bytes


def response(chunks: Generator[bytes], content_type: str) -> HttpResponseBase:
    """Return what sends these chunks. Raise Busy, and whatever goes wrong in the first piece.

    What fits one piece is sent whole, with its length, and may be kept like a page. What is longer is streamed: where
    that fails on the way, the connection breaks before the last chunk, so that nobody takes what came for all.
    """
    pieces = _pieces(chunks)
    first = next(pieces)
    if len(first) < PIECE:
        pieces.close()
        return HttpResponse(first, content_type=content_type)
    return StreamingHttpResponse(pieces, content_type=content_type)


def _pieces(chunks: Generator[bytes]) -> Generator[bytes]:
    """Yield the first piece to be looked at, and then all of them."""
    language = get_language() or "en"
    with slot() as mine, closing(chunks):
        piece = _filled(chunks)
        yield piece
        while piece:
            with mine.while_read():
                yield piece
            with override(language):  # the request is over, and another may have left its own behind
                piece = _filled(chunks)


def _filled(chunks: Iterator[bytes]) -> bytes:
    """Return the next chunks as one piece. It is short only at the end."""
    piece = bytearray()
    for chunk in chunks:
        piece += chunk
        if len(piece) >= PIECE:
            break
    return bytes(piece)
