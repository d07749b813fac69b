"""How static files are stored: under names that change with them, and compressed beforehand."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import brotli
from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class _Quick(Compressor):
    """Brotli's best quality takes ten times as long and saves a tenth: too long for the first `make run`."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        compressed: bytes = brotli.compress(data, quality=9)
        return compressed


class Storage(CompressedManifestStaticFilesStorage):
    """whitenoise's, but for the time it takes, and with what browsers check a file by."""

    def integrity(self, name: str) -> str:
        """Return the hash of a file as pages tell it (SRI), nothing for one that may change under its name."""
        if settings.DEBUG:
            return ""
        with self.open(self.stored_name(name)) as file:
            digest = hashlib.sha384(file.read()).digest()
        return f"sha384-{base64.b64encode(digest).decode()}"

    def create_compressor(self, **options: Any) -> Compressor:
        return _Quick(**options)
