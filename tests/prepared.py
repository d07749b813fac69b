"""What one process of a run of the tests makes for all of them: it would take each of them as long."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.signals import connection_created

_TEMPLATE = "migrated"


def once(name: str, make: Callable[[Path], None]) -> Path:
    """Return the path at which `make` has put something, once for all processes: who asks meanwhile waits."""
    path = settings.SHARED_DIR / name
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            make(unfinished)
            unfinished.rename(path)
    return path


def migrated() -> Path:
    """Return the SQLite file that is migrated. On PostgreSQL a database has its name."""
    return once(_TEMPLATE, _migrate)


def begin_with_a_migrated_database() -> None:
    """Let the test database be a copy of one that is migrated: Django then finds nothing left to do."""
    template = migrated()
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = template.name
        return

    def fill(connection: Any, **_given: Any) -> None:
        if connection.settings_dict["NAME"] == connection.creation._get_test_db_name():
            connection_created.disconnect(fill)
            with closing(sqlite3.connect(template)) as file:
                file.backup(connection.connection)

    connection_created.connect(fill, weak=False)


def _migrate(path: Path) -> None:
    """Make a database with all tables: the file on SQLite, one of a name on PostgreSQL."""
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {_TEMPLATE}")
        path.touch()
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = _TEMPLATE if connection.vendor == "postgresql" else str(path)
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        if connection.vendor == "postgresql":
            connection.close_pool()  # a database that somebody uses can't be copied
