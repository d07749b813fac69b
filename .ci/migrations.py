"""Whether migrations newer than the last release can be applied while that release goes on serving, and taken back.

    .venv/bin/python .ci/migrations.py      fails where one can't, unless its migration says that it is meant:

    class Migration(migrations.Migration):
        meant = {"drop": "No release since 1.2.0 reads the column."}

Operations are looked at, not the SQL of one database: SQLite makes a table anew for nearly everything, so what reads
its SQL (django-migration-linter 6.0) finds harm in eleven of the first twenty migrations, in plain constraints, too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "catalogue.settings")

import django  # noqa: E402

django.setup()

from django.db import migrations, models  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402
from django.db.models import NOT_PROVIDED  # noqa: E402

APP = "practices"
KINDS = {
    "drop": "the running release still asks for it: stop using it in one release, drop it in the next",
    "rename": "the running release asks for the old name: add the new one, and drop the old one in the next release",
    "not-null": "the running release saves rows without it: give it a db_default",
    "narrow": "the running release may save what no longer fits: let it fit for a release first",
    "index": "PostgreSQL lets nobody write to the table while it is made: CREATE INDEX CONCURRENTLY, alone",
    "one-way": "it can't be taken back: give it the way back, or noop",
    "mixed": "data and tables in one transaction lock the tables for as long as the data takes: two migrations",
}
Found = tuple[str, str]


def findings(migration: migrations.Migration, state: ProjectState, fresh: set[str]) -> list[Found]:
    """Return the kind and the place of what is unsafe in a migration. `state` is that before it, and is left as that
    after it; `fresh` are models that no release has yet, and grows.
    """
    found: list[Found] = []
    kinds = set()
    for operation in migration.operations:
        is_data = isinstance(operation, migrations.RunPython | migrations.RunSQL)
        kinds.add(is_data)
        name = str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower()
        if isinstance(operation, migrations.CreateModel):
            fresh.add(name)
        elif is_data or name not in fresh:
            found += [(kind, operation.describe()) for kind in _of(operation, state)]
        operation.state_forwards(APP, state)
    if migration.atomic and kinds == {True, False}:
        found.append(("mixed", migration.name))
    return found


def _of(operation: migrations.operations.base.Operation, state: ProjectState) -> Iterator[str]:
    """Yield the kinds that one operation on a released table is of."""
    match operation:
        case migrations.RemoveField() | migrations.DeleteModel():
            yield "drop"
        case migrations.RenameField() | migrations.RenameModel() | migrations.AlterModelTable():
            yield "rename"
        case migrations.AddField(field=field):
            if not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED):
                yield "not-null"
            if _has_index(field):
                yield "index"
        case migrations.AlterField(field=field):
            before = state.models[APP, operation.model_name_lower].fields[operation.name]
            if _is_narrower(before, field):
                yield "narrow"
            if _has_index(field) and not _has_index(before):
                yield "index"
        case migrations.AddConstraint(constraint=constraint):
            yield "index" if isinstance(constraint, models.UniqueConstraint) else "narrow"
        case migrations.AddIndex():
            yield "index"
        case migrations.RunPython() | migrations.RunSQL() if not operation.reversible:
            yield "one-way"


def _has_index(field: models.Field) -> bool:
    """Whether the database keeps an index of a column."""
    return bool(field.unique or getattr(field, "db_index", False))


def _is_narrower(before: models.Field, after: models.Field) -> bool:
    """Whether a column no longer takes something that it took."""
    if before.get_internal_type() != after.get_internal_type():
        return (before.get_internal_type(), after.get_internal_type()) != ("CharField", "TextField")
    is_shorter = (after.max_length or 10**9) < (before.max_length or 10**9)
    return is_shorter or (before.null and not after.null) or (after.unique and not before.unique)


def unexplained(migration: migrations.Migration, found: list[Found]) -> list[str]:
    """Return a line for each finding that the migration does not say is meant, and for what it says in vain."""
    meant: dict[str, str] = getattr(migration, "meant", {})
    lines = [f"{migration.name}: {place} ({kind}): {KINDS[kind]}" for kind, place in found if not meant.get(kind)]
    in_vain = meant.keys() - {kind for kind, _place in found}
    return lines + [
        f"{migration.name}: nothing in it is of the kind {kind!r} that it means" for kind in sorted(in_vain)
    ]


def main() -> int:
    """Look at what no release has. Return how many lines were told."""
    from tests.upgrading import releases

    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    fresh: set[str] = set()
    lines: list[str] = []
    released = (APP, releases()[-1].migration)
    state = graph.make_state(nodes=[released])
    for key in graph.forwards_plan(graph.leaf_nodes(APP)[0]):
        if key[0] == APP and key not in graph.forwards_plan(released):
            migration = graph.nodes[key]
            lines += unexplained(migration, findings(migration, state, fresh))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return len(lines)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
