"""ZIP files in which the same content has the same bytes: the time of each part is that of the paper."""

from __future__ import annotations

import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

_UNIX = 3


def part(name: str, day: datetime.date, is_packed: bool = True) -> ZipInfo:
    """Return what a ZIP file says of a part."""
    about = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    about.compress_type = ZIP_DEFLATED if is_packed else ZIP_STORED
    about.create_system = _UNIX
    about.external_attr = 0o644 << 16
    return about
