"""Addresses for cameras: black on white, with the quiet zone that they need around them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from practices.web.colours import colours

QUIET = 4  # modules around the code, as ISO/IEC 18004 wants
_COLOURS = {"dark": colours()["print-ink"], "light": colours()["print-paper"]}
_SCALE = 12  # pixels of a module in a picture
_CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
ENDINGS = tuple(_CONTENT_TYPES)


@lru_cache(maxsize=500)
def code_of(address: str) -> segno.QRCode:
    """Return the code of an address, which may have some 2,000 characters."""
    # One mask for all: to try which of the eight looks best takes ten times as long as all the rest.
    return segno.make(address, error="m", micro=False, mask=4)


def runs(code: segno.QRCode) -> Iterator[tuple[int, int, int]]:
    """Yield column, row and length of each run of dark modules, without the quiet zone."""
    for row, modules in enumerate(code.matrix):
        column = 0
        for is_dark, run in groupby(modules):
            length = len(list(run))
            if is_dark:
                yield column, row, length
            column += length


def in_words(address: str) -> str:
    """Return what says the same as a picture of the code."""
    return _("QR code: %(address)s") % {"address": address}


def inline(address: str) -> SafeString:
    """Return the code as SVG for a page, as large as the page makes it."""
    drawn = code_of(address).svg_inline(border=QUIET, omitsize=True, svgclass="qr", lineclass=None)
    label = format_html('<svg role="img" aria-label="{}" ', in_words(address))
    return mark_safe(label + drawn.removeprefix("<svg "))


def file(address: str, ending: str) -> bytes:
    """Return the code as a file, SVG or PNG."""
    code, out = code_of(address), io.BytesIO()
    if ending == "svg":
        code.save(out, kind="svg", border=QUIET, omitsize=True, **_COLOURS, title=in_words(address))
        side = _SCALE * (len(code.matrix) + 2 * QUIET)
        return out.getvalue().replace(b"viewBox", f'width="{side}" height="{side}" viewBox'.encode(), 1)
    code.save(out, kind="png", border=QUIET, scale=_SCALE, **_COLOURS)
    return out.getvalue()


def content_type(ending: str) -> str:
    """Return what kind of file one with this ending is."""
    return _CONTENT_TYPES[ending]
