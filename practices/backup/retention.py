"""Which backups are kept: all of the last day, and the newest of each of the last days, weeks and months with any."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

PREFIX = "catalogue-"
_MOMENT = "%Y%m%dT%H%M%SZ"
# Only such names are ours: whatever else lies in the folder stays.
_OURS = re.compile(rf"{PREFIX}([0-9]{{8}}T[0-9]{{6}}Z)\.tar\.gz(\.age)?")


@dataclass(frozen=True)
class Keep:
    """Of how many days, weeks (from Monday) and months the newest backup is kept."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


def name(prefix: str, moment: datetime) -> str:
    """Return the name of a backup, without what tells that it is encrypted."""
    return f"{prefix}{moment.astimezone(UTC):{_MOMENT}}.tar.gz"


def moment_of(file: str) -> datetime | None:
    """Return when a backup was made that bears this name, or None if the name is not one of ours."""
    found = _OURS.fullmatch(file)
    try:
        return datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC) if found else None
    except ValueError:  # a 13th month
        return None


def remove_old(folder: Path, keep: Keep) -> list[Path]:
    """Remove the backups of a folder that need not be kept, each with its checksum. Return them."""
    moments = _moments(folder)
    kept = to_keep(moments.values(), keep)
    old = sorted(path for path, moment in moments.items() if moment not in kept)
    for path in old:
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.sha256").unlink(missing_ok=True)
    return old


def newest(folder: Path) -> Path | None:
    """Return the newest backup of a folder, or None if there is none."""
    moments = _moments(folder)
    return max(moments, key=moments.__getitem__, default=None)


def _moments(folder: Path) -> dict[Path, datetime]:
    """Return the backups of a folder, with when they were made."""
    return {path: moment for path in folder.iterdir() if (moment := moment_of(path.name)) and path.is_file()}


def to_keep(moments: Iterable[datetime], keep: Keep) -> set[datetime]:
    """Return the moments that are kept: also all of the day before the newest, such as one from before an upgrade."""
    newest_first = sorted(moments, reverse=True)
    kept = {moment for moment in newest_first if newest_first[0] - moment < timedelta(days=1)}
    spans: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
        (keep.daily, lambda moment: (moment.year, moment.month, moment.day)),
        (keep.weekly, lambda moment: moment.isocalendar()[:2]),
        (keep.monthly, lambda moment: (moment.year, moment.month)),
    )
    for count, span in spans:
        newest_of: dict[tuple[int, ...], datetime] = {}
        for moment in newest_first:
            newest_of.setdefault(span(moment), moment)
        kept.update(list(newest_of.values())[:count])
    return kept
