"""What the operating system says of this machine's disks and clock."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from pathlib import Path

from django.db import connection

# Kinds of file systems that several machines can share, as /proc/mounts names them. Their locks can't be relied on.
_SHARED = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "lustre", "fuse.sshfs", "fuse.s3fs", "fuse.glusterfs")


def network_disk(path: Path, mounts: str = "/proc/mounts") -> str:
    """Return the kind of the network disk on which a path lies, or an empty text where it lies on none."""
    try:
        lines = Path(mounts).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # a system that has no such file
        return ""
    found, kind = Path("/"), ""
    for line in lines:
        _device, at, this_kind, *_more = line.split(" ")
        place = Path(at.encode().decode("unicode_escape"))  # a space stands there as \\040
        if path.resolve().is_relative_to(place) and len(place.parts) >= len(found.parts):
            found, kind = place, this_kind
    return kind if kind.startswith(_SHARED) else ""


def can_write(folder: Path) -> bool:
    """Whether a file can be made in a folder, or in the one in which it would be made."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=there, prefix=".doctor-"):
            return True
    except OSError:
        return False


def clock_of_disk(folder: Path) -> float:
    """Return by how many seconds a disk's clock is ahead of this machine's. Raise OSError if it can't be written."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
        now = time.time()
        os.utime(file.name)  # by the disk's own clock
        return Path(file.name).stat().st_mtime - now


def clock_of_database() -> float:
    """Return by how many seconds the database's clock is ahead of this machine's. 0 for SQLite, which has none."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (there,) = cursor.fetchone()
        return float(there) - (before + time.time()) / 2


def has_wal_fault(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:  # type: ignore[assignment]
    """Whether in this SQLite two connections that reset the write-ahead log can corrupt the file."""
    return not (version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45))
