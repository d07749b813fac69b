"""What is remembered beside the database, in DATA_DIR: when the last good backup was made, and the high water.

The high water is up to where numbers were given: a database that is put back doesn't know it.
"""

from __future__ import annotations

import json
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

LAST_BACKUP = "last-backup.json"
HIGH_WATER = "high-water.json"


def last_backup() -> datetime | None:
    """Return when the last good backup was made, or None."""
    try:
        made = datetime.fromisoformat(_read(LAST_BACKUP)["made"])
    except (KeyError, TypeError, ValueError):
        return None
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def remember_backup(made: datetime, file: Path) -> None:
    """Write down that a backup is whole and in its place."""
    _write(LAST_BACKUP, {"made": made.isoformat(), "file": str(file)})


def high_water() -> dict[str, Any]:
    """Return the high water as it was written last, or nothing."""
    return _read(HIGH_WATER)


def raise_high_water(numbers: dict[str, Any]) -> None:
    """Write the high water, of each number the higher one: it never falls."""
    before = high_water()
    _write(HIGH_WATER, {name: max(value, before.get(name, value)) for name, value in numbers.items()})


def put(path: Path, text: str) -> None:
    """Write a small file that only its owner can read, and that nobody can see half of, not even after a power cut."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        partial.touch(mode=0o600)
        with partial.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _read(name: str) -> dict[str, Any]:
    try:
        found = json.loads((settings.DATA_DIR / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(name: str, content: dict[str, Any]) -> None:
    put(settings.DATA_DIR / name, json.dumps(content, indent=2) + "\n")
