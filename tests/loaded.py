"""The catalogue's own practices for many tests: loaded and indexed once, then copied.

A test that is rolled back asks another database, which has had them since the first of these tests (`database`). One
that writes for good, or shares its database with a server, gets them put into its own (`load`).
"""

from __future__ import annotations

import json
import pickle
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

from practices import search
from practices.search import follow
from tests import beside, prepared

_rows: dict[type[models.Model], list[tuple[Any, ...]]] = {}
_made: list[Any] = []  # the connection to the database that has the practices


def load() -> None:
    """Put the practices of the fixtures into the database, which has none yet, and an index of them beside it."""
    _load_rows()
    copy_index()


@contextmanager
def database() -> Iterator[None]:
    """Let this thread ask the database that has the practices. Whoever writes takes that back."""
    if not _made:
        _made.append(_with_practices())
    with beside.asking(_made[0]):
        yield


def _with_practices() -> Any:
    own = connections[DEFAULT_DB_ALIAS]
    if own.vendor == "sqlite":
        made = beside.connection_to("file:loaded?mode=memory&cache=shared")
        made.ensure_connection()
        with closing(sqlite3.connect(prepared.migrated())) as file:
            file.backup(made.connection)
    else:
        name = f"{own.settings_dict['NAME']}_loaded"
        beside.ask_server(f"CREATE DATABASE {name} TEMPLATE {prepared.migrated().name}")
        made = beside.connection_to(name)
    with beside.asking(made):
        _load_rows()
    return made


def _load_rows() -> None:
    folder = _folder()
    if not _rows:
        tables = pickle.loads((folder / "rows").read_bytes())  # noqa: S301 - our own
        _rows.update({model: tables[model._meta.db_table] for model in _models()})
    # In one transaction: PostgreSQL looks at its end whether what rows name is there.
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        for model, rows in _rows.items():
            _write(cursor, model, rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_rows)):
            cursor.execute(statement)


def _folder() -> Path:
    return prepared.once("loaded", _prepare)


def _prepare(folder: Path) -> None:
    """Load the practices, keep their rows and an index of them in a folder, and take them out again."""
    with transaction.atomic():
        call_command("load_practices", verbosity=0)
        search.rebuild()
        shutil.copytree(settings.SEARCH_INDEX_DIR, folder / "index")
        (folder / "rows").write_bytes(pickle.dumps({model._meta.db_table: _read(model) for model in _models()}))
        transaction.set_rollback(True)


def _models() -> list[type[models.Model]]:
    return list(apps.get_app_config("practices").get_models(include_auto_created=True))


def _read(model: type[models.Model]) -> list[tuple[Any, ...]]:
    """Return the rows of a table as the database has them: to make objects of thousands takes most of a second."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(model)} FROM {model._meta.db_table}")  # noqa: S608 - our own names
        return list(cursor.fetchall())


def _write(cursor: Any, model: type[models.Model], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        places = ", ".join(["%s"] * len(rows[0]))
        statement = f"INSERT INTO {model._meta.db_table} ({_columns(model)}) VALUES ({places})"  # noqa: S608 - as above
        cursor.executemany(statement, rows)


def _columns(model: type[models.Model]) -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in model._meta.local_concrete_fields)


def copy_index() -> None:
    """Put an index of the practices in its place, as a generation of its own: what is remembered of another must not
    count for it.
    """
    follow.forget()
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    shutil.copytree(_folder() / "index", settings.SEARCH_INDEX_DIR)
    file = settings.SEARCH_INDEX_DIR / "state.json"
    state = json.loads(file.read_text())
    generation = f"copy-{secrets.token_hex(4)}"
    (settings.SEARCH_INDEX_DIR / state["generation"]).rename(settings.SEARCH_INDEX_DIR / generation)
    file.write_text(json.dumps({**state, "generation": generation}))
