"""How static files are stored: under names that change with them, and compressed beforehand."""

from __future__ import annotations

from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class _Quick(Compressor):
    """Brotli's best quality takes ten times as long and saves a tenth: too long for the first `make run`."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        compressed: bytes = brotli.compress(data, quality=9)
        return compressed


class Storage(CompressedManifestStaticFilesStorage):
    """whitenoise's, but for the time it takes."""

    def create_compressor(self, **options: Any) -> Compressor:
        return _Quick(**options)
