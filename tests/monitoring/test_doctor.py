"""`manage.py doctor` says what a deployment gets wrong, by an id, with the way to mend it."""

from __future__ import annotations

import datetime
import io
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as project
from django.core.checks import CheckMessage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from practices.backup import last_backup, stamps
from practices.models import Change, LinkCheck
from practices.monitoring import live_checks, machine, readiness, settings_checks
from tests import factories

pytestmark = pytest.mark.both_databases


def ids(found: Iterator[CheckMessage]) -> set[str]:
    """Return the ids of findings without `practices.`; each says how to mend it."""
    messages = list(found)
    assert all(message.hint for message in messages)
    return {str(message.id).removeprefix("practices.") for message in messages}


# Settings ---------------------------------------------------------------------------------------

FINE = {
    "SITE_HOST": "practices.example.org",
    "ALLOWED_HOSTS": ["practices.example.org"],
    "HTTPS": True,
    "BEHIND_PROXY": True,
    "SECOND_FACTOR": True,
    "EMAIL_HOST": "mail.example.org",
    "METRICS_ALLOWED": ["10.0.0.7"],
    "DATA_CONTROLLER": "An Office, 1 Street, City",
    "CONTACT_EMAIL": "ask@example.org",
    "DEBUG": False,
}


@pytest.fixture
def wrong(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., set[str]]:
    """A function that returns what is wrong with a good deployment in which some settings are others."""
    monkeypatch.setattr(machine, "has_wal_fault", lambda: False)

    def found(**changed: Any) -> set[str]:
        for name, value in {**FINE, **changed}.items():
            setattr(settings, name, value)
        return ids(settings_checks.findings()) - {"W101"}

    return found


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, set()),
        ({"DEBUG": True}, {"E102"}),
        ({"DEBUG": True, "SITE_HOST": "127.0.0.1", "ALLOWED_HOSTS": ["127.0.0.1"]}, {"W102"}),
        ({"ALLOWED_HOSTS": ["practices.example.org", "*"]}, {"E103"}),
        ({"ALLOWED_HOSTS": ["www.example.org"]}, {"E104"}),
        ({"BEHIND_PROXY": False}, {"E105"}),
        ({"HTTPS": False}, {"W106"}),
        ({"METRICS_ALLOWED": []}, {"I107"}),
        ({"EMAIL_HOST": ""}, {"W108"}),
        ({"DATA_CONTROLLER": ""}, {"W134"}),
        ({"CONTACT_EMAIL": ""}, {"W134"}),
        ({"DATA_CONTROLLER": "", "SITE_HOST": "localhost", "ALLOWED_HOSTS": ["localhost"]}, set()),
        ({"SECOND_FACTOR": False}, {"W109"}),
        ({"SECOND_FACTOR": False, "SITE_HOST": "localhost", "ALLOWED_HOSTS": ["localhost"]}, {"I109"}),
    ],
)
def test_settings(wrong: Callable[..., set[str]], changed: dict[str, Any], expected: set[str]) -> None:
    assert wrong(**changed) == expected


def test_a_key_of_this_machine_alone(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(settings_checks, "connection", SimpleNamespace(vendor="postgresql"))
    assert "W101" not in ids(settings_checks.findings())
    (tmp_path / "secret-key").write_text(f"{settings.SECRET_KEY}\n")
    assert "W101" in ids(settings_checks.findings())
    monkeypatch.setattr(settings_checks, "connection", SimpleNamespace(vendor="another"))
    assert "W101" not in ids(settings_checks.findings())


def test_sqlite_with_its_fault_and_on_a_network_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "network_disk", lambda path: "nfs4")
    monkeypatch.setattr(machine, "has_wal_fault", lambda: True)
    assert ids(settings_checks._sqlite(Path("/x"))) == {"E110", "I111"}


def test_versions_with_the_fault_are_those_without_wal() -> None:
    told = {
        (3, 40, 1): True,
        (3, 44, 6): False,
        (3, 45, 0): True,
        (3, 50, 7): False,
        (3, 51, 2): True,
        (3, 51, 3): False,
    }
    assert {version: machine.has_wal_fault(version) for version in told} == told
    if connection.vendor == "sqlite":
        options = project.DATABASES["default"]["OPTIONS"]
        assert machine.has_wal_fault() is ("init_command" not in options)  # type: ignore[operator]


# The machine ------------------------------------------------------------------------------------


def test_network_disks_are_told_by_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\nserver:/x /srv nfs4 rw 0 0\ntmpfs /srv/local tmpfs rw 0 0\n"
        "//s/share /mnt/two\\040words cifs rw 0 0\nsshfs#a: /mnt/far fuse.sshfs rw 0 0\n"
    )
    for path, kind in (
        ("/var/lib/x", ""),
        ("/srv/data/index", "nfs4"),
        ("/srv/local/index", ""),
        ("/srvx", ""),
        ("/mnt/two words/y", "cifs"),
        ("/mnt/far/z", "fuse.sshfs"),
    ):
        assert machine.network_disk(Path(path), str(mounts)) == kind, path
    assert machine.network_disk(tmp_path, "/no/such/file") == ""
    assert machine.network_disk(project.BASE_DIR) == ""


def test_what_can_be_written(tmp_path: Path) -> None:
    assert machine.can_write(tmp_path) and machine.can_write(tmp_path / "not" / "there")
    assert not machine.can_write(Path("/proc/sys"))
    assert list(tmp_path.iterdir()) == []


def test_clocks(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert abs(machine.clock_of_disk(tmp_path)) < 1
    assert abs(machine.clock_of_database()) < 1
    now = time.time
    monkeypatch.setattr("time.time", lambda: now() - 3600)
    assert 3590 < machine.clock_of_disk(tmp_path) < 3610
    if connection.vendor == "postgresql":
        assert 3590 < machine.clock_of_database() < 3610


# What runs --------------------------------------------------------------------------------------


@pytest.fixture
def live(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """A good deployment, and what is found wrong with it."""
    monkeypatch.setattr(machine, "has_wal_fault", lambda: False)
    monkeypatch.setattr(live_checks, "_LEAST", 0)
    monkeypatch.setattr(live_checks, "_FEW", 0)
    settings.DATA_DIR = tmp_path
    settings.DUMPS_DIR = tmp_path / "dumps"
    settings.DUMPS_DIR.mkdir()
    told(tmp_path / stamps.LAST_BACKUP, "made", hours=1)
    told(settings.DUMPS_DIR / "practices-2026-11-30-020000.json", "made", hours=1)
    LinkCheck.objects.create(address="https://example.org", checked_at=timezone.now(), verdict="fine")
    factories.practice()
    readiness.require_index()
    return lambda: ids(live_checks.findings())


def told(file: Path, name: str, **ago: int) -> None:
    file.write_text(json.dumps({name: (timezone.now() - datetime.timedelta(**ago)).isoformat(), "files": []}))


def test_nothing_is_wrong_with_a_good_one(live: Callable[[], set[str]]) -> None:
    assert live() == set()


def test_what_runs_beside_the_site_is_old_or_missing(live: Callable[[], set[str]], tmp_path: Path) -> None:
    told(tmp_path / stamps.LAST_BACKUP, "made", days=3)
    told(tmp_path / "dumps" / "practices-2026-11-30-020000.json", "made", days=3)
    LinkCheck.objects.update(checked_at=timezone.now() - datetime.timedelta(days=9))
    assert live() == {"W131", "W132", "W133"}
    (tmp_path / stamps.LAST_BACKUP).write_text("[1")
    (tmp_path / "dumps" / "practices-2026-11-30-020000.json").unlink()
    LinkCheck.objects.all().delete()
    assert live() == {"W131", "W132", "W133"}
    for text in ("[]", "{}", '{"made": 5}', '{"made": "yesterday"}'):
        (tmp_path / stamps.LAST_BACKUP).write_text(text)
        assert last_backup() is None
    (tmp_path / stamps.LAST_BACKUP).write_text('{"made": "2026-11-30T02:00:00"}')
    assert last_backup() == datetime.datetime(2026, 11, 30, 2, tzinfo=datetime.UTC)


def test_disks(live: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_checks, "_FEW", 1 << 62)
    monkeypatch.setattr(machine, "network_disk", lambda path: "nfs4")
    assert live() == {"W124", "W123"}
    monkeypatch.setattr(live_checks, "_LEAST", 1 << 62)
    monkeypatch.setattr(machine, "can_write", lambda folder: False)
    assert live() == {"E121", "E122", "E124", "W123"}


def test_the_clock(live: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "clock_of_database", lambda: -3600.0)
    assert live() == {"W125"}
    Change.objects.create(at=timezone.now() + datetime.timedelta(hours=1))
    readiness.require_index()
    assert live() == {"W125", "W127"}


def test_migrations_and_index(live: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    applied = MigrationRecorder(connection).migration_qs
    applied.create(app="practices", name="9999_later")
    monkeypatch.setattr(readiness, "LAG", -1.0)
    assert live() == {"W126", "W129"}
    monkeypatch.setattr(readiness, "LAG", 60.0)
    project.SEARCH_INDEX_DIR.joinpath("state.json").unlink()
    assert live() == {"W126", "W128"}
    applied.filter(name__startswith="0020").delete()
    assert live() == {"E126"}


def test_the_database_gives_no_answer(live: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(live_checks, "migrations", refuse)
    assert live() == {"E120"}


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_file_in_the_mode_with_the_fault(live: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    class Cursor:
        execute = staticmethod(lambda sql: None)
        fetchone = staticmethod(lambda: ("wal",))
        __enter__ = lambda self: self  # noqa: E731
        __exit__ = lambda self, *given: None  # noqa: E731

    monkeypatch.setattr(machine, "has_wal_fault", lambda: True)
    assert ids(live_checks._journal()) == set()  # a rollback journal, or none in memory
    monkeypatch.setattr(live_checks, "connection", SimpleNamespace(vendor="sqlite", cursor=Cursor))
    assert ids(live_checks._journal()) == {"E130"}


# The command ------------------------------------------------------------------------------------


def test_the_command_prints_findings_and_how_to_mend_them(
    live: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    out = io.StringIO()
    call_command("doctor", stdout=out)
    assert re.search(r"^warning practices\.W108: There is no mail server.*\n    Set EMAIL_HOST", out.getvalue(), re.M)
    assert out.getvalue().splitlines()[-1].startswith("0 errors, ")
    settings.ALLOWED_HOSTS = ["*"]
    with pytest.raises(CommandError, match="1 errors"):
        call_command("doctor", stdout=out)
    assert "ERROR practices.E103: ALLOWED_HOSTS has *" in out.getvalue()


def test_every_finding_is_told_in_the_document() -> None:
    code = "".join(Path(str(module.__file__)).read_text() for module in (settings_checks, live_checks))
    of_code = set(re.findall(r'"practices\.([EWI]\d+)"', code))
    document = (project.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`practices\.([EWI]\d+)`", document)) == of_code
