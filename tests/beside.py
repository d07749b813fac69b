"""Databases beside that of the tests.

To go from an empty one to a migration takes a tenth of the time of going back to it in the tests' database, forward
again, and emptying all tables.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor


def connection_to(name: str) -> Any:
    """Return a connection to the database of a name, a file or memory on SQLite."""
    own: Any = connections[DEFAULT_DB_ALIAS]
    options = {key: value for key, value in own.settings_dict["OPTIONS"].items() if key != "pool"}
    return type(own)({**own.settings_dict, "NAME": name, "OPTIONS": options})


@contextmanager
def asking(there: Any) -> Iterator[None]:
    """Let whatever this thread does with the database be done on another connection."""
    own = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = there
    ContentType.objects.clear_cache()  # their numbers are of one database
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = own
        ContentType.objects.clear_cache()


@contextmanager
def empty_database(folder: Path) -> Iterator[None]:
    """Let whatever this thread does with the database be done with one that has no tables yet."""
    is_file = connection.vendor == "sqlite"
    name = str(folder / "empty.sqlite3") if is_file else f"empty_{secrets.token_hex(4)}"
    if not is_file:
        ask_server(f"CREATE DATABASE {name}")
    there = connection_to(name)
    try:
        with asking(there):
            yield
    finally:
        there.close()
        if not is_file:
            ask_server(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def copied_to(path: Path) -> Iterator[None]:
    """Keep the database in another file for a while, which a test may replace. On PostgreSQL it stays where it is."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    own, name = connection.connection, connection.settings_dict["NAME"]
    with closing(sqlite3.connect(path)) as file:
        own.backup(file)
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = own, name


def ask_server(statement: str) -> None:
    """Let PostgreSQL do something that is about no database."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def migrate(name: str) -> Any:
    """Go to a migration of the practices, forward or back, and return the models as they are there."""
    executor = MigrationExecutor(connection)
    others = [executor.loader.graph.leaf_nodes(app)[0] for app in ("contenttypes", "auth")]
    return executor.migrate([*others, ("practices", name)]).apps
