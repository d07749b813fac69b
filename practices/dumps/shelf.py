"""The folder of dumps: `practices-<day>.jsonl.gz`, `.csv.gz`, and `.json`, which tells of both.

A dump is written beside the others and moved to its place when it is whole, what tells of it last. So whoever reads
`latest.json` finds the files that it names.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from practices import cursors, records
from practices.addresses import absolute

from . import writing

LATEST = "latest.json"
SUMS = "SHA256SUMS"
_DAY = r"practices-[0-9]{4}-[0-9]{2}-[0-9]{2}"
NAME = re.compile(rf"{_DAY}\.(json|jsonl\.gz|csv\.gz)|{re.escape(LATEST)}|{SUMS}")
TYPES = {"jsonl.gz": "application/x-ndjson", "csv.gz": "text/csv"}

About = dict[str, Any]


def make(now: datetime.datetime, keep: int) -> About:
    """Write a dump, put it in place, and remove all but the last `keep`. Return what tells of it."""
    folder: Path = settings.DUMPS_DIR
    folder.mkdir(parents=True, exist_ok=True)
    name = f"practices-{now:%Y-%m-%d}"
    # The cursor is read first: the files have at least what had changed up to it.
    records.keep_up()
    cursor = cursors.newest()
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as place:
        files = [Path(place) / f"{name}.{ending}" for ending in TYPES]
        count = writing.write(*files)
        about = _about(now, cursor, count, files)
        for file in files:
            file.replace(folder / file.name)
        _put(folder / f"{name}.json", _text(about), Path(place))
        _remove_old(folder, keep)
        sums = "".join(f"{file['sha256']}  {file['name']}\n" for dump in all_of_them() for file in dump["files"])
        _put(folder / SUMS, sums, Path(place))
        _put(folder / LATEST, _text(about), Path(place))
    return about


def all_of_them() -> list[About]:
    """Return what tells of each dump, the newest first."""
    found = sorted(settings.DUMPS_DIR.glob("practices-*.json"), reverse=True)
    told = []
    for path in found:
        with suppress(FileNotFoundError):  # it was removed just now
            told.append(json.loads(path.read_text(encoding="utf-8")))
    return told


def _about(now: datetime.datetime, cursor: str, count: int, files: list[Path]) -> About:
    return {
        "made": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "practices": count,
        "cursor": cursor,
        "changes": absolute(f"{reverse('api:changes')}?cursor={cursor}"),
        "licence": {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL},
        "files": [_file(path) for path in files],
    }


def _file(path: Path) -> About:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        "name": path.name,
        "url": absolute(reverse("dump", args=[path.name])),
        "type": TYPES[path.name.partition(".")[2]],
        "bytes": path.stat().st_size,
        "sha256": digest,
    }


def _text(about: About) -> str:
    return json.dumps(about, indent=2) + "\n"


def _put(path: Path, text: str, place: Path) -> None:
    """Write a file that nobody can see half of."""
    partial = place / path.name
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _remove_old(folder: Path, keep: int) -> None:
    """Remove the oldest dumps: first what tells of them."""
    days = sorted({path.name.partition(".")[0] for path in folder.iterdir() if re.match(_DAY, path.name)}, reverse=True)
    for day in days[keep:]:
        for ending in ("json", *TYPES):
            (folder / f"{day}.{ending}").unlink(missing_ok=True)
