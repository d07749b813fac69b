"""A backup holds everything, and comes back whole, on both databases."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client

from practices import search
from practices.backup import archive, databases, facts, last_backup, making, restoring
from practices.models import Practice
from practices.search import follow
from tests import at_once, factories, scenes

pytestmark = pytest.mark.usefixtures("folder")

HOST = "127.0.0.1"
# What goes on rather than back, and what the index's rebuilding writes.
GOES_ON = {"practices_change", "practices_noted", "practices_record", "django_session", "sqlite_sequence"}


def run(command: str, *arguments: Any) -> str:
    """Run a command, and return what it says."""
    said = io.StringIO()
    call_command(command, *map(str, arguments), stdout=said)
    return said.getvalue()


def contents() -> dict[str, Any]:
    """Return a digest of each table that comes back as it was."""
    with databases.elsewhere():
        return {table: found for table, found in facts.read()["tables"].items() if table not in GOES_ON}


def rename(title: str) -> None:
    """Give each practice another title."""
    for practice in Practice.objects.all():
        practice.title_en = title
        practice.save()


@pytest.mark.both_databases
def test_what_was_changed_since_is_as_it_was() -> None:
    before = contents()
    made = making.make()
    rename("Unwanted")
    factories.practice(title_en="Unwanted")
    restored = restoring.restore(made.file, None)
    assert restored.goes_on
    after = contents()
    assert [table for table in before if before[table] != after[table]] == ["practices_practice"]  # updated_at
    assert before.keys() == after.keys()
    assert scenes.found("unwanted") == []
    assert len(scenes.found("practice")) == 3


@pytest.mark.both_databases
def test_a_backup_is_tried_without_touching_anything(folder: Path) -> None:
    made = making.make()
    rename("Newer")
    before = facts.read()
    assert restoring.verify(made.file, None)["tables"] == made.manifest["tables"]
    assert facts.read() == before
    assert {path.name for path in folder.iterdir()} == {made.file.name, f"{made.file.name}.sha256"}


@pytest.mark.both_databases
def test_what_was_there_is_kept_aside_and_comes_back(folder: Path) -> None:
    made = making.make()
    rename("Newer")
    newer = contents()
    aside = restoring.restore(made.file, None).aside
    assert aside is not None and aside.parent == folder
    restoring.restore(aside, None)
    assert contents() == newer


def test_it_is_not_overwritten_unless_told_twice() -> None:
    file = making.make().file
    rename("Newer")
    before = facts.read()
    for given in ([], ["--overwrite"], ["--site", HOST], ["--overwrite", "--site", "example.org"]):
        with pytest.raises(CommandError, match=f"--overwrite --site {HOST}"):
            run("restore", file, *given)
    assert "Nothing was changed." in run("restore", file, "--dry-run", "--overwrite", "--site", HOST)
    assert facts.read() == before
    assert "Restored" in run("restore", file, "--overwrite", "--site", HOST)
    assert not Practice.objects.filter(title_en="Newer").exists()


def test_an_empty_database_need_not_be_told_twice() -> None:
    before = contents()
    file = making.make().file
    call_command("flush", interactive=False, verbosity=0)
    assert not restoring.is_in_the_way()
    said = run("restore", file)
    assert "is empty" in said and "numbers have jumped" in said
    assert contents() == before


@pytest.mark.both_databases
def test_a_process_that_runs_sees_it_with_its_next_question(client: Client) -> None:
    made = making.make()
    rename("Newer")
    assert Practice.objects.filter(title_en="Newer").count() == 3  # on a connection that stays open
    restoring.restore(made.file, None)
    assert Practice.objects.filter(title_en="Newer").count() == 0
    assert "Practice 1" in client.get("/practices/").content.decode()


def test_the_index_of_another_machine_notices(tmp_path: Path, settings: Any) -> None:
    made = making.make()
    rename("Newer")
    here, settings.SEARCH_INDEX_DIR = settings.SEARCH_INDEX_DIR, tmp_path / "elsewhere"
    assert len(scenes.found("newer")) == 3
    settings.SEARCH_INDEX_DIR = here
    follow.forget()
    restoring.restore(made.file, None)
    settings.SEARCH_INDEX_DIR = tmp_path / "elsewhere"
    follow.forget()
    assert scenes.found("newer") == []
    assert len(scenes.found("practice")) == 3


def test_pages_that_were_kept_are_not_those_of_the_restored_catalogue() -> None:
    before = search.snapshot().edition
    made = making.make()
    restoring.restore(made.file, None)
    assert search.snapshot().edition != before


@pytest.mark.both_databases
def test_a_backup_of_an_earlier_release_is_migrated() -> None:
    call_command("migrate", "practices", "0027", verbosity=0)
    made = making.make()
    call_command("migrate", verbosity=0)
    now = facts.read()["migrations"]
    assert made.manifest["migrations"] != now
    restoring.restore(made.file, None)
    assert facts.read()["migrations"] == now
    assert Practice.objects.count() == 3


@pytest.mark.both_databases
def test_nothing_is_lost_while_others_write() -> None:
    def write(number: int) -> list[int]:
        return [factories.practice(title_en=f"Written {number}").pk for _time in range(4)]

    def back_up() -> list[making.Made]:
        return [making.make(f"drill{number}-") for number in range(3)]

    before = contents()["practices_practice"]["rows"]
    backups, *written = at_once.at_once(back_up, *(lambda number=number: write(number) for number in range(2)))
    assert all(isinstance(ids, list) and len(ids) == 4 for ids in written)
    for made in [*backups, making.make()]:
        manifest = restoring.verify(made.file, None)  # each is of one moment
        assert manifest["tables"]["practices_practice"]["rows"] >= before
    after = contents()
    Practice.objects.all().update(title_en="Newer")
    restoring.restore(made.file, None)
    assert contents() == after


def test_the_last_good_backup_is_remembered(settings: Any) -> None:
    assert last_backup() is None
    making.make()
    found = last_backup()
    assert found is not None and datetime.now(UTC) - found < timedelta(minutes=1)
    (settings.DATA_DIR / "last-backup.json").write_text("{")
    assert last_backup() is None


def test_others_can_read_nothing_of_it(folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_HOST_PASSWORD", "this-is-secret")
    made = making.make()
    assert [path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())] == [0, 0, 0]
    assert "EMAIL_HOST_PASSWORD" in made.manifest["settings"]
    with archive.opened(made.file, None, folder) as (manifest, database):
        for secret in ("this-is-secret", settings.SECRET_KEY):
            assert secret not in str(manifest)
            assert secret.encode() not in database.read_bytes()


def test_all_that_people_entered_is_in_the_database() -> None:
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    assert not [field for field in fields if isinstance(field, models.FileField)]  # else files belong into a backup


def test_it_is_of_the_kind_of_database_that_is_used() -> None:
    assert making.make().manifest["database"]["vendor"] == connection.vendor
