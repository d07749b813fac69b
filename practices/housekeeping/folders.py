"""Files that a process left behind that was killed while it wrote them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

GIVEN_UP = 24 * 3600  # seconds after which nobody works on a file any more


def left_behind() -> Iterator[Path]:
    """Yield files of which only a beginning was written. Folders of that kind the next backup and dump remove."""
    before = time.time() - GIVEN_UP
    for folder, pattern in (
        (settings.DUMPS_DIR, ".packing-*"),
        (settings.BACKUP_DIR, ".doctor-*"),
        (settings.SEARCH_INDEX_DIR, ".doctor-*"),
        (settings.DATA_DIR, ".doctor-*"),
        (settings.DATA_DIR, ".last-backup.json.*"),
        (settings.DATA_DIR, ".high-water.json.*"),
    ):
        yield from (path for path in Path(folder).glob(pattern) if path.is_file() and path.stat().st_mtime < before)
