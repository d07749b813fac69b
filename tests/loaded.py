"""The catalogue's own practices for many tests: loaded once in each process, then copied, which is much faster."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

_rows: dict[type[models.Model], list[models.Model]] = {}


def load() -> None:
    """Put the practices of the fixtures into the database, which has none yet."""
    if not _rows:
        call_command("load_practices", verbosity=0)
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
