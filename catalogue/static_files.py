"""How static files are stored: under names that change with them, and compressed beforehand."""

from __future__ import annotations

import base64
import hashlib
import time
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

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

    def _files(self, names: dict[str, str]) -> set[Path]:
        """Return the files that there are of these, with and without their hashes, compressed and not."""
        every = {*names, *names.values(), self.manifest_name}
        paths = (Path(self.location) / f"{name}{ending}" for name in every for ending in ("", ".br", ".gz"))
        return {path for path in paths if path.exists()}

    def integrity(self, name: str) -> str:
        """Return the hash of a file as pages tell it (SRI), nothing for one that may change under its name."""
        if settings.DEBUG:
            return ""
        with self.open(self.stored_name(name)) as file:
            digest = hashlib.sha384(file.read()).digest()
        return f"sha384-{base64.b64encode(digest).decode()}"

    def create_compressor(self, **options: Any) -> Compressor:
        return _Quick(**options)
