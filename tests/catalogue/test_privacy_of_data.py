"""What this machine keeps holds keys of second steps, sessions and drafts: nobody but its owner reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from catalogue import environment


def open_to_others(path: Path) -> list[str]:
    """Return what others can read, with the folders on the way to it open to them."""
    if path.stat().st_mode & 0o077 == 0:
        return []
    below = [found for child in path.iterdir() for found in open_to_others(child)] if path.is_dir() else []
    return [str(path), *below]


def prepare(folder: Path, **more: str) -> None:
    """Begin as `make run` does, on a machine where new files are open to all."""
    command = [sys.executable, "manage.py", "check", "--database", "default"]
    variables = {**os.environ, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "catalogue.settings", **more}
    subprocess.run(command, cwd=settings.BASE_DIR, env=variables, umask=0, check=True, capture_output=True)


def test_a_new_machine_keeps_everything_closed(tmp_path: Path) -> None:
    prepare(tmp_path / "new", DATABASE_URL="")
    assert (tmp_path / "new" / "secret-key").exists()
    assert open_to_others(tmp_path / "new") == []


def test_what_was_open_before_is_closed(tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere.sqlite3"
    data.mkdir(mode=0o777)
    data.chmod(0o777)
    elsewhere.touch()
    elsewhere.chmod(0o666)
    prepare(data, DATABASE_URL=f"sqlite:///{elsewhere}")
    assert open_to_others(data) == open_to_others(elsewhere) == []


def test_what_belongs_to_somebody_else_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert environment.private_folder(tmp_path).stat().st_mode & 0o777 == 0o755
