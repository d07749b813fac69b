"""The catalogue's own practices for many tests: loaded and indexed once, then copied."""

from __future__ import annotations

import json
import pickle
import secrets
import shutil
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from practices import search
from practices.search import follow
from tests import prepared

_rows: dict[type[models.Model], list[tuple[Any, ...]]] = {}


def load() -> None:
    """Put the practices of the fixtures into the database, which has none yet, and an index of them beside it."""
    folder = prepared.once("loaded", _prepare)
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
    _copy_index(folder / "index")


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


def _copy_index(index: Path) -> None:
    """Put the index in its place, as a generation of its own: what is remembered of another must not count for it."""
    follow.forget()
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    shutil.copytree(index, settings.SEARCH_INDEX_DIR)
    file = settings.SEARCH_INDEX_DIR / "state.json"
    state = json.loads(file.read_text())
    generation = f"copy-{secrets.token_hex(4)}"
    (settings.SEARCH_INDEX_DIR / state["generation"]).rename(settings.SEARCH_INDEX_DIR / generation)
    file.write_text(json.dumps({**state, "generation": generation}))
