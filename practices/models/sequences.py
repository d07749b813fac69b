"""Numbers of practices, which stand in their addresses and are never used twice.

A database counts on by itself, except after `migrate` rebuilt a table (SQLite then goes on from the highest number
that is left), after `loaddata` (so does PostgreSQL then), and after rows were saved with numbers of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import connections, models

from . import Practice, Version

_TABLE = "practices_practice"


def never_again(apps: Apps = installed, using: str = "default", **kwargs: Any) -> None:
    """Let the next practice get a number above all that were ever used, as far as anything remembers them.

    Runs after each `migrate`, and after loading; `apps` are the models as they are then.
    """
    highest = _highest(apps, using)
    connection = connections[using]
    if not highest:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Never lower than it was: the highest number may be one that nothing remembers.
            cursor.execute(
                "SELECT setval(numbers, GREATEST(pg_sequence_last_value(numbers::regclass), %s))"
                " FROM pg_get_serial_sequence(%s, 'id') AS numbers",
                [highest, _TABLE],
            )
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [highest, _TABLE])
            if not cursor.rowcount:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [_TABLE, highest])


def taken(numbers: Iterable[int]) -> set[int]:
    """Return those that a practice has, or that something had which did not come with the catalogue."""
    there = set(Practice.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    were = Version.objects.filter(kind="practice", object_id__in=numbers).order_by()
    loaded = were.filter(action=Version.Action.LOADED).values("object_id")
    return there | set(were.exclude(object_id__in=loaded).values_list("object_id", flat=True))


def highest() -> int:
    """Return the highest number that was ever used, as far as anything remembers it."""
    return _highest(installed, "default")


def _highest(apps: Apps, using: str) -> int:
    """Return the highest number that practices have, or had: the history and the records outlive them."""
    places: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("practice", "pk", {}),
        ("version", "object_id", {"kind": "practice"}),
        ("version", "revision_id", {}),
        ("record", "practice_id", {}),
    )
    found = [0]
    for name, field, which in places:
        try:
            rows: Any = apps.get_model("practices", name)._base_manager.using(using)
        except LookupError:  # migrated back to before there was such a thing
            continue
        found.append(rows.filter(**which).aggregate(highest=models.Max(field))["highest"] or 0)
    return max(found)
