"""What is held against a database to see that it is the one that was backed up."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from .databases import tables
from .kinds import database

Facts = dict[str, Any]


def read() -> Facts:
    """Return what the database of the connection holds, of whatever release it is: migrations, and what tables hold."""
    migrations = sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
    contents = {}
    for table in tables():
        rows, digest = database().digest(table)
        contents[table] = {"rows": rows, "sha256": digest}
    return {"migrations": migrations, "tables": contents}


def differences(told: Facts) -> list[str]:
    """Compare what a manifest tells with the database of the connection. Return a line for each difference."""
    found, wanted = read(), told["tables"]
    lines = []
    for table in sorted({*wanted, *found["tables"]}):
        here, there = found["tables"].get(table), wanted.get(table)
        if here is None or there is None:
            lines.append(f"{table}: {'missing' if here is None else 'not in the manifest'}")
        elif here["rows"] != there["rows"]:
            lines.append(f"{table}: {here['rows']} rows, not {there['rows']}")
        elif here != there:
            lines.append(f"{table}: other content")
    if found["migrations"] != told["migrations"]:
        lines.append("migrations: others")
    return lines


def unknown_migrations(told: Facts) -> list[str]:
    """Return the migrations of a backup that this code doesn't have: it was made by a newer release."""
    known = MigrationLoader(None).disk_migrations or {}
    replaced = {name for migration in known.values() for name in migration.replaces}
    return sorted(set(told["migrations"]) - {".".join(key) for key in {*known, *replaced}})


def is_older(told: Facts) -> bool:
    """Whether this code has migrations that a backup was made without."""
    return bool({".".join(key) for key in MigrationLoader(None).disk_migrations or {}} - set(told["migrations"]))
