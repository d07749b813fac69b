"""The catalogue's own practices for many tests: loaded and indexed once in each process, then copied."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from practices import search
from practices.search import follow

_rows: dict[type[models.Model], list[models.Model]] = {}
_folder = tempfile.TemporaryDirectory(prefix="catalogue-index-", dir=settings.DATA_DIR)
_index = Path(_folder.name) / "index"


def load() -> None:
    """Put the practices of the fixtures into the database, which has none yet, and an index of them beside it."""
    if not _rows:
        call_command("load_practices", verbosity=0)
        search.rebuild()
        shutil.copytree(settings.SEARCH_INDEX_DIR, _index)
        for model in apps.get_app_config("practices").get_models(include_auto_created=True):
            # A plain QuerySet: ours writes the change log, which is copied like everything else.
            _rows[model] = list(models.QuerySet(model))
        return
    # In one transaction: PostgreSQL looks at its end whether what rows name is there.
    with connection.constraint_checks_disabled(), transaction.atomic():
        for model, rows in _rows.items():
            models.QuerySet(model).bulk_create(rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_rows)):
            cursor.execute(statement)
    _copy_index()


def _copy_index() -> None:
    """Put the index in its place, as a generation of its own: what is remembered of another must not count for it."""
    follow.forget()
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    shutil.copytree(_index, settings.SEARCH_INDEX_DIR)
    file = settings.SEARCH_INDEX_DIR / "state.json"
    state = json.loads(file.read_text())
    generation = f"copy-{secrets.token_hex(4)}"
    (settings.SEARCH_INDEX_DIR / state["generation"]).rename(settings.SEARCH_INDEX_DIR / generation)
    file.write_text(json.dumps({**state, "generation": generation}))
