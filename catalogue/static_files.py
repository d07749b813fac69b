"""How static files are stored, under names that change with them and compressed beforehand, and handed out.

A process that was started before `prepare` has collected the files of its release, or that runs while it does, goes on
with those that are there, and follows.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from whitenoise.compress import Compressor
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

_log = logging.getLogger(__name__)

DAYS_REPLACED = 30  # browsers and proxies keep pages for days, which name files of their time


class _Quick(Compressor):
    """Brotli's best quality takes ten times as long and saves a tenth: too long for the first `make run`."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        compressed: bytes = brotli.compress(data, quality=9)
        return compressed


class Storage(CompressedManifestStaticFilesStorage):
    """whitenoise's, but for the time it takes, with what browsers check it by, without what is long replaced."""

    def save_manifest(self) -> None:
        """Write which file has which name by now. Files of earlier releases go when no kept page can need them."""
        replaced = self._files(self.load_manifest()[0]) - self._files(self.hashed_files)
        for path in replaced:
            path.touch()  # so that its time says since when nothing names it
        super().save_manifest()
        named, before = self._files(self.hashed_files), time.time() - DAYS_REPLACED * 24 * 3600
        for path in Path(self.location).rglob("*"):
            if path.is_file() and path not in named and path.stat().st_mtime < before:
                path.unlink()

    def stored_name(self, name: str) -> str:
        """Return the name under which a file is kept; its own if it is none of those that were collected."""
        self._follow()
        try:
            return str(super().stored_name(name))
        except ValueError:
            _tell_missing(name)
            return name

    _read: int | None = None  # when the manifest that is known was written

    def _follow(self) -> None:
        """Read which file has which name again, if another process has written it."""
        written = _written()
        if written in (None, self._read):  # none: it is just being replaced
            return
        with suppress(ValueError):  # half of it is written
            self.hashed_files, self.manifest_hash = self.load_manifest()
            self._read = written

    def _files(self, names: dict[str, str]) -> set[Path]:
        """Return the files that there are of these, with and without their hashes, compressed and not."""
        every = {*names, *names.values(), self.manifest_name}
        paths = (Path(self.location) / f"{name}{ending}" for name in every for ending in ("", ".br", ".gz"))
        return {path for path in paths if path.exists()}

    def integrity(self, name: str) -> str:
        """Return the hash of a file as pages tell it (SRI), nothing for one that may change under its name."""
        stored = self.stored_name(name)
        if settings.DEBUG or stored == name:
            return ""
        with self.open(stored) as file:
            digest = hashlib.sha384(file.read()).digest()
        return f"sha384-{base64.b64encode(digest).decode()}"

    def create_compressor(self, **options: Any) -> Compressor:
        return _Quick(**options)


class Files(WhiteNoiseMiddleware):
    """Hands static files out, those that were collected since the start, too."""

    _looked: int | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a file, or let others answer."""
        if request.path_info.startswith(self.static_prefix) and request.path_info not in self.files:
            self._look_again()
        response: HttpResponseBase = super().__call__(request)
        return response

    def _look_again(self) -> None:
        written = _written()
        if written != self._looked and not self.autorefresh:
            self.add_files(self.static_root, prefix=self.static_prefix)
            self._looked = written


def _written() -> int | None:
    """Return when files were collected last, in nanoseconds; None if they are not."""
    try:
        written: int = (Path(settings.STATIC_ROOT) / Storage.manifest_name).stat().st_mtime_ns
    except OSError:
        return None
    return written


@cache
def _tell_missing(name: str) -> None:
    """Say so once: a page without one of its scripts is better than none."""
    _log.warning("%s is none of the static files that were collected: run `manage.py prepare`.", name)
