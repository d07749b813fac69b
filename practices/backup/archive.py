"""The file of a backup: a tar with `manifest.json` and the database, packed, perhaps encrypted; its SHA-256 beside it.

It is written under another name and moved to its place when it is on the disk, so what bears a backup's name is whole.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import fsync
from pathlib import Path
from typing import Any

from . import BackupError, encryption, stamps

MANIFEST = "manifest.json"
FORMAT = 1
UNFINISHED = ".making-"
_TOLD = {"made", "site", "database", "migrations", "tables", "numbers"}
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 50_000_000  # bytes
_UNREADABLE = (tarfile.TarError, EOFError, OSError, zlib.error)

Manifest = dict[str, Any]


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """Yield a folder that its owner alone can read, and that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as place:
        yield Path(place)


def write(place: Path, database: Path, manifest: Manifest, target: Path, key_file: Path | None) -> Path:
    """Pack a database with what tells of it, and put it at `target`. Return where it is: encrypted, it has a suffix."""
    told = {**manifest, "format": FORMAT, "files": {database.name: _described(database)}}
    (place / MANIFEST).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    packed = place / target.name
    packed.touch(mode=0o600)
    with tarfile.open(packed, "w:gz", compresslevel=6) as tar:
        for file in (place / MANIFEST, database):  # what tells of it first, to be read without the rest
            tar.add(file, arcname=file.name, filter=_of_nobody)
    database.unlink()
    if key_file is not None:
        target = target.with_name(f"{target.name}{encryption.SUFFIX}")
        plain, packed = packed, place / target.name
        packed.touch(mode=0o600)
        encryption.encrypt(plain, packed, key_file)
    if target.exists():
        raise BackupError(f"{target} is there already: another backup was made in the same second.")
    with packed.open("rb") as whole:
        fsync(whole.fileno())
    stamps.put(_sum_of(target), f"{_digest(packed)}  {target.name}\n")  # first: no backup is without one
    packed.replace(target)
    stamps.sync_folder(target.parent)
    return target


@contextmanager
def opened(archive: Path, key_file: Path | None, folder: Path) -> Iterator[tuple[Manifest, Path]]:
    """Yield what tells of a backup, and its database in a file of `folder`. Raise BackupError unless all is whole."""
    check_sum(archive)
    with workplace(folder) as place:
        packed = archive
        if archive.name.endswith(encryption.SUFFIX):
            packed = place / "packed"
            encryption.decrypt(archive, packed, key_file)
        try:
            manifest, database = _unpacked(packed, place)
        except _UNREADABLE as error:
            raise BackupError(f"{archive.name} is no backup, or damaged: {error}") from error
        if manifest["files"] != {database.name: _described(database)}:
            raise BackupError(f"{archive.name} is damaged: the database in it is not the one that it tells of.")
        yield manifest, database


def check_sum(archive: Path) -> None:
    """Raise BackupError if no such file can be read, or it is not the one that the checksum beside it was made of."""
    if not os.access(archive, os.R_OK) or not archive.is_file():
        raise BackupError(f"There is no file {archive} that the user of the catalogue can read.")
    with suppress(FileNotFoundError):  # without it, what is inside is checked all the same
        told = _sum_of(archive).read_text(encoding="utf-8").split()
        if told[:1] != [_digest(archive)]:
            raise BackupError(f"{archive.name} is damaged: its checksum is not that of {_sum_of(archive).name}.")


def _unpacked(packed: Path, place: Path) -> tuple[Manifest, Path]:
    """Write the database of an archive, and nothing else, into a folder. Return what tells of it, and the file."""
    with gzip.open(packed) as unzipped, tarfile.open(fileobj=unzipped, mode="r:") as tar:
        first = tar.next()
        if first is None or first.name != MANIFEST or first.size > _LONGEST_MANIFEST:
            raise BackupError("It doesn't begin with what tells of it, so it is no backup of this catalogue.")
        manifest = _read_manifest(tar, first)
        second = tar.next()
        if second is None or not second.isfile() or [second.name] != list(manifest["files"]):
            raise BackupError("It doesn't hold the database that it tells of.")
        # The name is chosen here: that in the archive could lead anywhere.
        database = place / Path(second.name).name
        database.touch(mode=0o600)
        source = tar.extractfile(second)
        assert source is not None  # noqa: S101 (it is a file)
        with source, database.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK)
        while unzipped.read(_CHUNK):  # at the end, it is held against a checksum
            pass
    return manifest, database


def _read_manifest(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Manifest:
    file = tar.extractfile(member)
    try:
        manifest = json.loads(file.read() if file else b"")
        manifest_format, _files = manifest["format"], dict(manifest["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"Its manifest can't be read: {error}") from error
    if manifest_format != FORMAT:
        raise BackupError(f"It is of format {manifest_format}, and this release reads {FORMAT}: use a newer one.")
    if missing := sorted(_TOLD - set(manifest)):
        raise BackupError(f"Its manifest says nothing of {', '.join(missing)}.")
    return manifest  # type: ignore[no-any-return]


def _of_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _described(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": _digest(path)}


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sum_of(archive: Path) -> Path:
    return archive.with_name(f"{archive.name}.sha256")
