"""A SQLite file that is moved away while the site runs is missed, rather than made anew (not `both_databases`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

_PROGRAM = """
import django, os, pathlib, time
django.setup()
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from practices.web import busy
file = pathlib.Path(os.environ["DATA_DIR"]) / "a file?.sqlite3"
MigrationRecorder(connection).ensure_schema()
connection.close()
file.rename(file.with_suffix(".away"))
try:
    MigrationRecorder(connection).has_table()
except Exception as error:
    assert busy.trouble_of(error) is busy.NO_ROOM, error
assert not file.exists()
file.with_suffix(".away").rename(file)
until, found = time.monotonic() + 5, False
while not found and time.monotonic() < until:
    time.sleep(0.05)
    try:
        found = MigrationRecorder(connection).has_table()
    except OperationalError:
        pass
assert found
"""


def test_a_file_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    data = {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/a%20file%3F.sqlite3"}
    variables = {**os.environ, **data, "DJANGO_SETTINGS_MODULE": "catalogue.settings"}
    command = [sys.executable, "-c", _PROGRAM]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
