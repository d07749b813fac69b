"""How static files are stored, under names that change with them and compressed beforehand, and handed out.

A process knows the names of when it started: of a release that replaces it, it takes nothing. One that was started
before `prepare` has collected the files of its own release goes on with those that are there, and follows.
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
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpRequest, HttpResponseBase
from django.utils._os import safe_join
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
        """Return the name under which a file is kept; its own as long as it is not collected."""
        if name not in self.hashed_files:
            self._read_again()
        try:
            return str(super().stored_name(name))
        except ValueError:
            _tell_missing(name)
            return name

    _read_at: int | None = None  # when the manifest that is known was written, in nanoseconds

    def _read_again(self) -> None:
        """Read which file has which name, if that was written anew."""
        with suppress(OSError, ValueError):  # it is just being replaced
            written_at = (Path(self.location) / self.manifest_name).stat().st_mtime_ns
            if written_at != self._read_at and (found := self.load_manifest())[0]:
                self.hashed_files, self.manifest_hash = found
                self._read_at = written_at

    def _files(self, names: dict[str, str]) -> set[Path]:
        """Return the files that there are of these, with and without their hashes, compressed and not."""
        every = {*names, *names.values(), self.manifest_name}
        paths = (Path(self.location) / f"{name}{ending}" for name in every for ending in ("", ".br", ".gz"))
        return {path for path in paths if path.exists()}

    def integrity(self, address: str) -> str:
        """Return the hash of a file as pages tell it (SRI)."""
        with self.open(address.removeprefix(self.base_url)) as file:
            digest = hashlib.sha384(file.read()).digest()
        return f"sha384-{base64.b64encode(digest).decode()}"

    def create_compressor(self, **options: Any) -> Compressor:
        return _Quick(**options)


class Files(WhiteNoiseMiddleware):
    """Hands static files out, those that were collected since the start, too."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a file, or let others answer."""
        address = request.path_info
        if address.startswith(self.static_prefix) and address not in self.files and not self.autorefresh:
            with suppress(OSError, ValueError, SuspiciousFileOperation):  # there is none, or can't be
                path = safe_join(self.static_root, address.removeprefix(self.static_prefix))
                if Path(path).is_file():
                    self.add_file_to_dictionary(address, path)
        response: HttpResponseBase = super().__call__(request)
        return response

    def get_static_url(self, name: str) -> str | None:
        """Return the address of a file that was collected, None for another one: it may change under its name."""
        is_collected = name in getattr(staticfiles_storage, "hashed_files", [name])
        url: str | None = super().get_static_url(name) if is_collected else None
        return url


@cache
def _tell_missing(name: str) -> None:
    """Say so once: a page without one of its scripts is better than none."""
    _log.warning("%s is none of the static files that were collected: run `manage.py prepare`.", name)
