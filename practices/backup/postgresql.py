"""PostgreSQL: written by pg_dump, read by psql into a database of its own, and copied from there in one transaction."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from psycopg.conninfo import make_conninfo

from . import BackupError
from .databases import elsewhere, quoted, tables

_PLAIN = ("--no-owner", "--no-privileges")
_HOW_TO_GET_IT = "Install the postgresql-client of the server's version and put its folder first in PATH."


class PostgreSQL:
    """Implements `Database`."""

    vendor = "postgresql"
    file = "database.sql"

    def version(self) -> str:
        connection.ensure_connection()
        major, minor = divmod(connection.pg_version, 10000)  # type: ignore[attr-defined]
        return f"{major}.{minor}"

    @contextmanager
    def frozen(self, file: Path) -> Iterator[None]:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            _run("pg_dump", *_PLAIN, f"--snapshot={cursor.fetchone()[0]}", f"--file={file}")
            yield

    @contextmanager
    def scratch(self, file: Path) -> Iterator[str]:
        own = str(connection.settings_dict["NAME"])
        name = f"{own[:40]}_scratch_{secrets.token_hex(4)}"
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE template0 ENCODING 'UTF8'")
        except DatabaseError as error:
            how = f'Let the user do it: ALTER ROLE "{connection.settings_dict["USER"]}" CREATEDB'
            raise BackupError(f"A database to try the backup in can't be made: {str(error).strip()}. {how}") from error
        try:
            _run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", str(file), database=name)
            yield name
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {quoted(name)} WITH (FORCE)")

    def digest(self, table: str) -> tuple[int, str]:
        rows, digest = 0, hashlib.sha256()
        # In an order that is the same on each machine, whatever it thinks of letters.
        asked = f'SELECT * FROM {quoted(table)} AS one ORDER BY one::text COLLATE "C"'  # noqa: S608 (its own name)
        cursor: Any
        with connection.cursor() as cursor, cursor.copy(f"COPY ({asked}) TO STDOUT") as lines:
            for line in lines:
                digest.update(line)
                rows += bytes(line).count(b"\n")  # those in texts are written as \n
        return rows, digest.hexdigest()

    def last_number(self, table: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass)", [table])
            return cursor.fetchone()[0] or 0

    def go_on_after(self, table: str, number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, number])

    def set_damaged_aside(self, moment: str) -> Path | None:
        return None  # a server that can't read its own files doesn't answer

    @contextmanager
    def locked(self) -> Iterator[_Live]:
        name = str(connection.settings_dict["NAME"])
        try:
            with elsewhere(name), transaction.atomic():
                mine = connection.connection
                with connection.cursor() as cursor:
                    if names := ", ".join(map(quoted, tables())):
                        cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
                with elsewhere(name):  # so that whatever is read meanwhile is read apart
                    yield _Live(mine)
        except DatabaseError as error:
            raise BackupError(f"The database can't be overwritten: {error} Nothing was changed.") from error


class _Live:
    """Implements `Live`, on a psycopg connection with an open transaction."""

    def __init__(self, live: Any) -> None:
        self._live = live

    def take_over(self, name: str) -> None:
        cursor = self._live.cursor()
        cursor.execute(_DROP_ALL)
        cursor.execute(_schema(name, "pre-data"))
        with elsewhere(name):
            for table in tables():
                _copy(cursor, table)
            _set_sequences(cursor)
        cursor.execute(_schema(name, "post-data"))


_DROP_ALL = """
DO $$ DECLARE it record; BEGIN
  FOR it IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  LOOP EXECUTE format('DROP TABLE %s CASCADE', it.name); END LOOP;
END $$
"""


def _schema(name: str, section: str) -> str:
    """Return the statements that make the tables of a database, or what belongs to full ones."""
    script = _run("pg_dump", *_PLAIN, f"--section={section}", "--schema=public", database=name)
    # Lines with a backslash are for psql; the schema itself stays.
    return "\n".join(
        line for line in script.splitlines() if not re.match(r"\\|CREATE SCHEMA |COMMENT ON SCHEMA ", line)
    )


def _copy(live: Any, table: str) -> None:
    """Copy all rows of a table from where the connection is."""
    source: Any
    with (
        connection.cursor() as source,
        source.copy(f"COPY public.{quoted(table)} TO STDOUT") as rows,
        live.copy(f"COPY public.{quoted(table)} FROM STDIN") as target,
    ):
        for row in rows:
            target.write(row)


def _set_sequences(live: Any) -> None:
    """Let each sequence go on where that of the same name does where the connection is."""
    with connection.cursor() as source:
        source.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        for name, last in source.fetchall():
            live.execute("SELECT setval(%s::regclass, %s)", [f"public.{name}", last])


def _run(program: str, *arguments: str, database: str | None = None) -> str:
    """Run one of PostgreSQL's programs on a database. Return what it writes. Raise BackupError with what it says."""
    _check_version(program)
    connected: Any = connection.connection
    # As the site asks to be connected, but without its limits on waiting. What else this connection has comes from a
    # libpq that may be newer than the program, which refuses words that it doesn't know.
    asked = {"host", "hostaddr", "port", "user", *connection.settings_dict["OPTIONS"]}
    where = {name: value for name, value in connected.info.get_parameters().items() if name in asked}
    where |= {"options": "", "dbname": database or connected.info.dbname}
    command = [program, *arguments, f"--dbname={make_conninfo(**where)}"]
    environment = {**os.environ, "PGPASSWORD": connected.info.password}  # which others could read in a command
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-1000:]}")
    return done.stdout


def _check_version(program: str) -> None:
    """Raise BackupError unless a program is there and at least as new as the server."""
    if not shutil.which(program):
        raise BackupError(f"{program} is missing. {_HOW_TO_GET_IT}")
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"[0-9]+", told)
    connection.ensure_connection()
    server = connection.pg_version // 10000  # type: ignore[attr-defined]
    if not found or int(found[0]) < server:
        raise BackupError(f"{told.strip() or program} is older than the server, which is {server}. {_HOW_TO_GET_IT}")
