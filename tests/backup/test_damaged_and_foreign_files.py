"""A backup that is damaged, foreign, newer or encrypted for others is refused before anything is touched."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from practices.backup import BackupError, archive, encryption, making, restoring

MANIFEST = {
    "made": "2026-11-30T12:00:00+00:00",
    "site": "http://127.0.0.1:8000",
    "database": {"vendor": "sqlite", "version": "3.40.1"},
    "migrations": ["practices.0001_initial"],
    "tables": {},
    "numbers": {},
}


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.BACKUP_DIR = tmp_path
    return tmp_path


def backup(folder: Path, key: Path | None = None, **other: Any) -> Path:
    """Write a backup of a small database."""
    with archive.workplace(folder) as place:
        with closing(sqlite3.connect(place / "database.sqlite3")) as database:
            database.execute("CREATE TABLE one (id integer)")
        target = folder / "catalogue-20261130T120000Z.tar.gz"
        return archive.write(place, place / "database.sqlite3", {**MANIFEST, **other}, target, key)


def refused(file: Path, key: Path | None = None) -> str:
    """Return why a backup is refused."""
    with pytest.raises(BackupError) as told, restoring.checked(file, key):
        raise AssertionError("It was taken.")
    return str(told.value)


def content(file: Path) -> tuple[Any, bytes] | None:
    """Return what a backup holds, or None if it is refused."""
    try:
        with restoring.checked(file, None) as (manifest, database):
            return manifest, database.read_bytes()
    except BackupError:
        return None


def packed(folder: Path, **files: bytes) -> Path:
    """Write an archive with these files."""
    path = folder / "made-by-hand.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name.replace("__", "."))
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def test_a_whole_one_is_taken(folder: Path) -> None:
    with restoring.checked(backup(folder), None) as (manifest, database):
        assert manifest["tables"] == {}
        assert database.stat().st_mode & 0o077 == 0
    assert {path.suffix for path in folder.iterdir()} == {".gz", ".sha256"}  # nothing unpacked is left


@pytest.mark.parametrize("has_sum", [True, False])
def test_one_in_which_a_bit_has_flipped(folder: Path, has_sum: bool) -> None:
    file = backup(folder)
    whole, held = file.read_bytes(), content(file)
    if not has_sum:
        file.with_name(f"{file.name}.sha256").unlink()
    for place in range(60, len(whole), len(whole) // 25):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        # Compressed data end in bits that mean nothing. Only the sum is over these, too.
        assert (not has_sum and content(file) == held) or refused(file)


def test_one_that_was_cut_short(folder: Path) -> None:
    file = backup(folder)
    file.with_name(f"{file.name}.sha256").unlink()
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert "damaged" in refused(file)


def test_what_is_no_backup_at_all(folder: Path) -> None:
    (folder / "text.tar.gz").write_text("Nothing")
    assert "no backup" in refused(folder / "text.tar.gz")
    assert "There is no file" in refused(folder / "missing.tar.gz")
    assert "no backup of this catalogue" in refused(packed(folder, other=b"x"))
    assert "can't be read" in refused(packed(folder, manifest__json=b"[1]"))
    assert "says nothing of database, made" in refused(packed(folder, manifest__json=b'{"format": 1, "files": {}}'))


def test_a_file_that_leads_elsewhere_is_not_written_there(folder: Path) -> None:
    told = {**MANIFEST, "format": 1, "files": {"../outside.sqlite3": {}}}
    files = {"manifest__json": json.dumps(told).encode(), "../outside__sqlite3": b"x"}
    refused(packed(folder, **files))
    assert not (folder / "outside.sqlite3").exists() and not (folder.parent / "outside.sqlite3").exists()


def test_one_that_a_newer_release_made(folder: Path) -> None:
    told = refused(backup(folder, migrations=["practices.0001_initial", "practices.9999_newer"]))
    assert "a newer release" in told and "practices.9999_newer" in told
    file = packed(folder, manifest__json=json.dumps({"format": 2, "files": {}}).encode())
    assert "format 2" in refused(file)


def test_one_of_the_other_kind_of_database(folder: Path) -> None:
    told = refused(backup(folder, database={"vendor": "postgresql", "version": "18.6"}))
    assert told == "It is a backup of postgresql, and DATABASE_URL names sqlite."


@pytest.mark.django_db
def test_what_does_not_hold_what_it_tells_of(folder: Path) -> None:
    file = backup(folder, tables={"practices_practice": {"rows": 3, "sha256": "0"}})
    with pytest.raises(BackupError, match="practices_practice: missing"):
        restoring.verify(file, None)


# Keys --------------------------------------------------------------------------------------------


def keys(folder: Path) -> tuple[Path, Path]:
    """Return the files of a secret key and of the public one that belongs to it."""
    call_command("backup", "--new-key", str(folder / "secret"), stdout=io.StringIO())
    public = (folder / "secret").read_text().splitlines()[0].rpartition(" ")[2]
    (folder / "public").write_text(f"# of the office\n\n{public}\n")
    return folder / "secret", folder / "public"


@pytest.mark.parametrize("which", [0, 1])
def test_an_encrypted_one_takes_the_secret_key(folder: Path, which: int) -> None:
    both = keys(folder)
    file = backup(folder, both[which])
    assert file.name.endswith(".tar.gz.age") and file.read_bytes().startswith(b"age-encryption.org/v1\n")
    with restoring.checked(file, both[0]) as (manifest, _database):
        assert manifest["tables"] == {}
    assert "name the file of its secret key" in refused(file)
    assert "holds no secret key" in refused(file, both[1])
    (folder / "other").write_text(encryption.new_key()[0])
    assert "another key, or damaged" in refused(file, folder / "other")
    file.with_name(f"{file.name}.sha256").unlink()
    whole = file.read_bytes()
    file.write_bytes(whole[:-5] + bytes([whole[-5] ^ 1]) + whole[-4:])
    assert "another key, or damaged" in refused(file, both[0])


@pytest.mark.parametrize("text", ["", "# nothing\n", "AGE-SECRET-KEY-1", "age1x", "something", "\udcff"])
def test_a_file_without_a_key_stops_before_the_work(folder: Path, settings: Any, text: str) -> None:
    (folder / "key").write_bytes(text.encode(errors="surrogateescape"))
    settings.BACKUP_KEY_FILE = str(folder / "key")
    with pytest.raises(CommandError, match="key"):
        call_command("backup")
    settings.BACKUP_KEY_FILE = str(folder / "missing")
    with pytest.raises(CommandError, match="can't be read"):
        call_command("backup")


def test_a_key_is_closed_to_others_and_never_written_over(folder: Path) -> None:
    secret, _public = keys(folder)
    assert secret.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="can't be written"):
        call_command("backup", "--new-key", str(secret))


def test_a_folder_that_cannot_be_made(settings: Any) -> None:
    settings.BACKUP_DIR = Path("/proc/backups")
    with pytest.raises(BackupError, match="can't be made"):
        making.folder()
