"""Whether the database has the tables of this release: between the start of a new one and the end of its migrations, or
after a way back, it has those of another.
"""

from __future__ import annotations

import sqlite3
from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

_MISSING = {"42703", "42P01"}  # PostgreSQL: no such column, no such table
_MISSING_IN_SQLITE = ("no such column", "no such table", "table ")  # "table x has no column named y"


def migrations() -> tuple[list[str], list[str]]:
    """Return what this code has and the database lacks, and what the database has of a later code."""
    known = _migrations_of_the_code()
    applied = set(MigrationRecorder(connection).applied_migrations())
    apps = {app for app, _name in known}
    missing = sorted(f"{app}.{name}" for app, name in known - applied)
    return missing, sorted(f"{app}.{name}" for app, name in applied - known if app in apps)


@cache
def _migrations_of_the_code() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def are_missing(cause: BaseException | None) -> bool:
    """Whether what the database said means that it is not migrated yet, and no fault of the code."""
    if isinstance(cause, sqlite3.OperationalError):
        if not str(cause).startswith(_MISSING_IN_SQLITE):
            return False
    elif getattr(cause, "sqlstate", None) not in _MISSING:
        return False
    try:
        return bool(migrations()[0])
    except Error:  # a transaction that is broken already
        return False
