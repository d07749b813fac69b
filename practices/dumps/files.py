"""The folder of dumps: `practices-<moment>.jsonl.gz`, `.all.jsonl.gz`, `.csv.gz`, the book in each
language (`.fr.docx`, `.fr.epub`), and `.json`, which tells of all.

Only what tells of dumps is ever replaced by another of the same name. A dump is written beside the others and moved to
its place when it is whole, what tells of it last; what is old goes when nothing tells of it any more. So whoever reads
`latest.json` or `SHA256SUMS` finds the files that they name, with these checksums.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from practices.changelog import cursors, records
from practices.models import change
from practices.papers.book import KINDS
from practices.taxonomy.vocabularies import LANGUAGES
from practices.web.addresses import absolute

from . import LATEST, writing

SUMS = "SHA256SUMS"
OFFLINE = "offline.zip"  # the offline edition, which `manage.py mirror --zip` puts here
_MOMENT = r"practices-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6}"
DATA = {"jsonl.gz": "application/x-ndjson", "all.jsonl.gz": "application/x-ndjson", "csv.gz": "text/csv"}
BOOKS = {f"{code}.{kind}": form.CONTENT_TYPE for code in LANGUAGES for kind, form in KINDS.items()}
TYPES = DATA | BOOKS
NAME = re.compile(
    rf"{_MOMENT}\.({'|'.join(map(re.escape, ('json', *TYPES)))})|{re.escape(LATEST)}|{SUMS}|{re.escape(OFFLINE)}"
)

_UNFINISHED = ".making-"
_GIVEN_UP = 24 * 3600  # seconds after which nobody works on an unfinished dump any more

Manifest = dict[str, Any]


def make(now: datetime.datetime, keep: int, books: Iterable[str] = ()) -> Manifest:
    """Write a dump, with the book in these languages, put it in place, and remove all but the last `keep`. Return what
    tells of it.
    """
    folder: Path = settings.DUMPS_DIR
    folder.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(folder)
    name = f"practices-{now:%Y-%m-%d-%H%M%S}"
    before = next(iter(manifests()), None)
    # The cursor is read first: the files have at least what had changed up to it.
    records.keep_up()
    cursor = cursors.newest()
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as place:
        files = [Path(place) / f"{name}.{ending}" for ending in DATA]
        count = writing.write(*files)
        files += [writing.write_book(Path(place) / name, code, kind) for code in books for kind in KINDS]
        manifest = _manifest(now, cursor, count, files)
        for file in files:
            file.replace(folder / file.name)
        _put(folder / f"{name}.json", _text(manifest), Path(place))
        kept = [file for dump in manifests()[:keep] for file in dump["files"]]  # the newest first
        _put(folder / SUMS, "".join(f"{file['sha256']}  {file['name']}\n" for file in kept), Path(place))
        _put(folder / LATEST, _text(manifest), Path(place))
        _remove_older(folder, kept[-1]["name"].partition(".")[0])
    if before is None or _books_of(before) != _books_of(manifest):
        change.record([None])  # pages that are kept don't lead here yet, or tell of another book
    return manifest


def manifests() -> list[Manifest]:
    """Return what tells of each dump, the newest first."""
    found = sorted(settings.DUMPS_DIR.glob("practices-*.json"), reverse=True)
    read = []
    for path in found:
        with suppress(FileNotFoundError):  # it was removed just now
            read.append(json.loads(path.read_text(encoding="utf-8")))
    return read


@dataclass(frozen=True)
class Book:
    """The newest book in one language, in one form."""

    language: str
    kind: str  # docx or epub
    name: str  # of the file that is always the newest
    size: int  # bytes
    made: datetime.datetime


def books() -> list[Book]:
    """Return the books that there are, of one language after the other."""
    found = []
    for dump in manifests()[:1]:
        made = datetime.datetime.fromisoformat(dump["made"])
        for file in dump["files"]:
            if (ending := _ending(file)) in BOOKS:
                language, _dot, kind = ending.partition(".")
                found.append(Book(language, kind, f"latest.{ending}", file["bytes"], made))
    return found


def _books_of(manifest: Manifest) -> dict[str, str]:
    """Return the checksum of each book that a dump has."""
    return {_ending(file): file["sha256"] for file in manifest["files"] if _ending(file) in BOOKS}


def _ending(file: dict[str, Any]) -> str:
    """Return what the name of a file has behind its moment."""
    ending: str = file["name"].partition(".")[2]
    return ending


@dataclass(frozen=True)
class Offline:
    """The offline edition that there is."""

    size: int  # bytes
    made: datetime.datetime


def offline() -> Offline | None:
    """Return what there is to say of the offline edition, or None where there is none."""
    try:
        about = (settings.DUMPS_DIR / OFFLINE).stat()
    except FileNotFoundError:
        return None
    return Offline(about.st_size, datetime.datetime.fromtimestamp(about.st_mtime, datetime.UTC))


def _manifest(now: datetime.datetime, cursor: str, count: int, files: list[Path]) -> Manifest:
    return {
        "made": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "practices": count,
        "cursor": cursor,
        "changes": absolute(f"{reverse('api:changes')}?cursor={cursor}"),
        "licence": {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL},
        "files": [_file(path) for path in files],
    }


def _file(path: Path) -> dict[str, Any]:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        "name": path.name,
        "url": absolute(reverse("dump", args=[path.name])),
        "type": TYPES[path.name.partition(".")[2]],
        "bytes": path.stat().st_size,
        "sha256": digest,
    }


def _text(manifest: Manifest) -> str:
    return json.dumps(manifest, indent=2) + "\n"


def _put(path: Path, text: str, place: Path) -> None:
    """Write a file that nobody can see half of."""
    partial = place / path.name
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _remove_older(folder: Path, oldest: str) -> None:
    """Remove all dumps before the oldest that is kept: first what tells of them."""
    names = {path.name.partition(".")[0] for path in folder.iterdir() if re.match(_MOMENT, path.name)}
    for name in sorted(name for name in names if name < oldest):
        for ending in ("json", *TYPES):
            (folder / f"{name}.{ending}").unlink(missing_ok=True)


def _remove_unfinished(folder: Path) -> None:
    """Remove what runs that were killed have left behind."""
    for place in folder.glob(f"{_UNFINISHED}*"):
        with suppress(FileNotFoundError):  # it was finished just now
            if time.time() - place.stat().st_mtime > _GIVEN_UP:
                shutil.rmtree(place, ignore_errors=True)
