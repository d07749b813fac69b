"""SQLite: copied through its backup API, which shows one moment whatever is written meanwhile."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from django.db import DatabaseError, connection

from . import BackupError
from .databases import elsewhere, quoted

_BATCH = 1000
_BESIDE = ("", "-wal", "-shm", "-journal")


class SQLite:
    """Implements `Database`."""

    vendor = "sqlite"
    file = "database.sqlite3"

    def version(self) -> str:
        return sqlite3.sqlite_version

    @contextmanager
    def frozen(self, file: Path) -> Iterator[None]:
        connection.ensure_connection()
        live: Any = connection.connection
        with closing(sqlite3.connect(file)) as copy:
            live.backup(copy)  # in one step: in several, each write would make it begin anew
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, whatever the site keeps beside its own
            _check(copy)
        with elsewhere(str(file)):
            yield

    @contextmanager
    def scratch(self, file: Path) -> Iterator[str]:
        with closing(sqlite3.connect(file)) as copy:
            _check(copy)
        yield str(file)

    def digest(self, table: str) -> tuple[int, str]:
        rows, digest = 0, hashlib.sha256()
        with closing(sqlite3.connect(f"file:{quote(str(_path()))}?mode=ro", uri=True)) as raw:
            raw.text_factory = bytes
            for row in raw.execute(f"SELECT * FROM {quoted(table)} ORDER BY 1"):  # noqa: S608 (a name of its own)
                digest.update(repr(row).encode())
                rows += 1
        return rows, digest.hexdigest()

    def last_number(self, table: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
        return found[0] if found else 0

    def go_on_after(self, table: str, number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [number, table])
            if not cursor.rowcount:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])

    def set_damaged_aside(self, moment: str) -> Path | None:
        path = _path()
        try:
            with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True)) as live:
                _check(live)
            return None
        except sqlite3.OperationalError as error:  # locked, or there is none
            if path.exists():
                raise BackupError(f"The database can't be read just now: {error}") from error
        except (sqlite3.DatabaseError, BackupError):
            pass
        connection.close()
        aside = path.with_name(f"{path.name}.damaged-{moment}")
        for more in _BESIDE:
            if (old := Path(f"{path}{more}")).exists():
                old.rename(f"{aside}{more}")
        path.touch(mode=0o600)  # not to be read by others
        return aside if aside.exists() else None

    @contextmanager
    def locked(self) -> Iterator[_Live]:
        with closing(sqlite3.connect(_path(), timeout=60, isolation_level=None)) as live:
            try:
                live.execute("PRAGMA foreign_keys = OFF")
                live.execute("BEGIN IMMEDIATE")
                yield _Live(live)
            except sqlite3.Error as error:
                raise BackupError(f"The database can't be overwritten: {error}. Nothing was changed.") from error


class _Live:
    """Implements `Live`: leaving without taking anything over rolls back, since the connection is closed."""

    def __init__(self, live: sqlite3.Connection) -> None:
        self._live = live

    def take_over(self, name: str) -> None:
        live = self._live
        for kind in ("view", "trigger", "table"):
            for (old,) in live.execute(_NAMES, [kind]).fetchall():
                live.execute(f"DROP {kind} {quoted(old)}")
        with closing(sqlite3.connect(name)) as source:
            made = source.execute(_STATEMENTS).fetchall()
            for kind, table, statement in made:
                if kind == "table":
                    live.execute(statement)
                    _copy(source, live, table)
            _set_sequences(source, live)
            for kind, _name, statement in made:
                if kind != "table":
                    live.execute(statement)
        live.execute("COMMIT")


_NAMES = "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
# Indexes that SQLite makes by itself have no statement.
_STATEMENTS = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"


def _copy(source: sqlite3.Connection, live: sqlite3.Connection, table: str) -> None:
    rows = source.execute(f"SELECT * FROM {quoted(table)}")  # noqa: S608 (a name of its own)
    places = ", ".join("?" * len(rows.description))
    while batch := rows.fetchmany(_BATCH):
        live.executemany(f"INSERT INTO {quoted(table)} VALUES ({places})", batch)  # noqa: S608


def _set_sequences(source: sqlite3.Connection, live: sqlite3.Connection) -> None:
    live.execute("DELETE FROM sqlite_sequence")
    _copy(source, live, "sqlite_sequence")


def _check(database: sqlite3.Connection) -> None:
    """Raise BackupError unless SQLite finds the file whole."""
    try:
        found = [row[0] for row in database.execute("PRAGMA integrity_check(1)")]
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise BackupError(f"SQLite finds this database damaged: {found[0]}. Restore an earlier backup.")


def _path() -> Path:
    """Return the file of the connection's database. Raise DatabaseError where it is in memory."""
    name = str(connection.settings_dict["NAME"])
    path = unquote(name.removeprefix("file:").partition("?")[0]) if name.startswith("file:") else name
    if "mode=memory" in name or not path or path == ":memory:":
        raise DatabaseError("A database in memory has no file.")
    return Path(path)
