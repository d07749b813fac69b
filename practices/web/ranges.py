"""Files that can be fetched in parts, so that whoever lost the connection goes on where it broke off (RFC 9110)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class _Part:
    """Some bytes of a file, as `FileResponse` reads them."""

    def __init__(self, file: BinaryIO, part: range) -> None:
        file.seek(part.start)
        self.name, self.close, self._file, self._left = file.name, file.close, file, len(part)

    def read(self, size: int) -> bytes:
        """Return the next bytes, nothing at the end."""
        chunk = self._file.read(min(size, self._left))
        self._left -= len(chunk)
        return chunk


def tag_of(about: os.stat_result) -> str:
    """Return the strong ETag of a file: the same until it is written anew."""
    return f'"{about.st_mtime_ns:x}-{about.st_size:x}"'


def sent(request: HttpRequest, path: Path, content_type: str | None = None) -> HttpResponseBase:
    """Return a file, or the part of it that the header `Range` asks for: 206, or 416 where the file has no such part.

    The whole answers what asks for several parts or can't be read, as the standard allows, and what asks for a part of
    a file that is another one by now (`If-Range`). Raise FileNotFoundError if it is gone.
    """
    file = path.open("rb")
    about = os.fstat(file.fileno())
    asked = _asked(request)
    if request.method != "GET" or asked is None or not _is_had(request, about):
        response: HttpResponseBase = FileResponse(file, content_type=content_type)
    elif part := _part(*asked, about.st_size):
        response = FileResponse(_Part(file, part), content_type=content_type, status=206)
        response["Content-Length"] = str(len(part))
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{about.st_size}"
    else:
        file.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{about.st_size}"})
    response["Accept-Ranges"] = "bytes"
    return response


def _asked(request: HttpRequest) -> tuple[str, str] | None:
    """Return the first byte and the last that are asked for, either perhaps empty. None if it makes no sense."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    first, last = found.groups() if found else ("", "")
    is_backwards = bool(first and last) and int(last) < int(first)
    return None if is_backwards or not (first or last) else (first, last)


def _is_had(request: HttpRequest, about: os.stat_result) -> bool:
    """Whether the file is that of which somebody has a part already."""
    had = request.headers.get("If-Range", "").strip()
    return not had or had in {tag_of(about), http_date(about.st_mtime)}


def _part(first: str, last: str, size: int) -> range | None:
    """Return the bytes from the first to the last, or the last so many. None if the file has none of them."""
    if first:
        return range(int(first), min(int(last or size) + 1, size)) or None
    return range(max(0, size - int(last)), size) or None
