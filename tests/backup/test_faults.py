"""What can go wrong around a backup: said plainly, and nothing is lost by it. About SQLite (not `both_databases`)."""

from __future__ import annotations

import io
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from practices.backup import BackupError, archive, last_backup, making, restoring, sqlite
from practices.models import Practice
from tests import factories, scenes

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def file() -> Path:
    """The file of the SQLite database."""
    return Path(connection.settings_dict["NAME"])


def test_a_damaged_database_is_moved_aside_and_replaced(file: Path) -> None:
    made = making.make()
    connection.close()
    file.write_bytes(b"not a database " * 1000)
    restored = restoring.restore(made.file, None)
    assert restored.aside is not None and restored.aside.read_bytes().startswith(b"not a database")
    assert not restored.goes_on
    assert file.stat().st_mode & 0o077 == 0
    assert len(scenes.found("practice")) == 3


def test_a_damaged_database_is_not_backed_up(folder: Path, file: Path) -> None:
    making.make()
    before = last_backup()
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute("UPDATE sqlite_master SET rootpage = rootpage + 1 WHERE name = 'practices_version'")
        raw.commit()
    with pytest.raises(CommandError, match="damaged"):
        call_command("backup")
    assert last_backup() == before
    assert len(list(folder.iterdir())) == 2


def test_an_empty_database_is_no_backup(folder: Path, file: Path) -> None:
    connection.close()
    file.write_bytes(b"")  # as whoever forgets the settings of the site finds it
    with pytest.raises(CommandError, match="empty"):
        call_command("backup")
    assert last_backup() is None
    assert not list(folder.iterdir())


def test_another_journal_comes_through(file: Path) -> None:
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    factories.practice(title_en="In the log")
    made = making.make()
    Practice.objects.all().delete()
    restoring.restore(made.file, None)
    assert Practice.objects.filter(title_en="In the log").exists()


def test_a_restore_that_fails_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = making.make()
    Practice.objects.all().update(title_en="Newer")
    copy, done = sqlite._copy, []

    def fail(source: Any, live: Any, table: str) -> None:
        copy(source, live, table)
        done.append(table)
        if len(done) == 20:
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sqlite, "_copy", fail)
    with pytest.raises(BackupError, match="Nothing was changed"):
        restoring.restore(made.file, None)
    assert Practice.objects.filter(title_en="Newer").count() == 3


def test_a_restore_that_is_killed_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = making.make()
    Practice.objects.all().update(title_en="Newer")
    connection.close()
    if not (child := os.fork()):
        monkeypatch.setattr(sqlite, "_set_sequences", lambda *given: os.kill(os.getpid(), signal.SIGKILL))
        restoring.restore(made.file, None)
        os._exit(1)  # it should not have come so far
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert Practice.objects.filter(title_en="Newer").count() == 3
    restoring.restore(made.file, None)
    assert Practice.objects.filter(title_en="Newer").count() == 0


def test_nobody_writes_while_it_is_replaced() -> None:
    made = making.make()

    def write(manifest: object) -> None:
        Practice.objects.all().update(title_en="Just before")

    aside = restoring.restore(made.file, None, agree=write).aside
    assert aside is not None
    assert not Practice.objects.filter(title_en="Just before").exists()
    restoring.restore(aside, None)
    assert Practice.objects.filter(title_en="Just before").count() == 3


def test_a_full_disk_leaves_no_half_backup(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.tarfile, "open", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup")
    assert list(folder.iterdir()) == [] and last_backup() is None


def test_the_newest_is_tried_if_none_is_named(folder: Path) -> None:
    folder.mkdir()
    with pytest.raises(CommandError, match="There is no backup"):
        call_command("backup", "--verify")
    (folder / "catalogue-20200101T000000Z.tar.gz").write_text("not whole")
    made, said = making.make(), io.StringIO()
    call_command("backup", "--verify", stdout=said)
    assert f"{made.file.name} of {made.manifest['made']} can be restored" in said.getvalue()


def test_the_schedule_is_kept_after_a_good_backup(folder: Path) -> None:
    old = folder / "catalogue-20200101T000000Z.tar.gz"
    folder.mkdir()
    old.touch()
    said = io.StringIO()
    call_command("backup", "--keep", "1", "0", "0", stdout=said)
    assert not old.exists() and f"Removed {old.name}" in said.getvalue()
    with pytest.raises(CommandError, match="from 0 on"):
        call_command("backup", "--keep", "1", "-1", "0")
