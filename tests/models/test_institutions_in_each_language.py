"""What documents said of their institutions and places in one language is the English; and so back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
BEFORE, AFTER = "0014_translations", "0015_where_sources_come_from"
TOLD = {"authors": "ILO", "publisher": "ILO", "place": "Geneva"}


def migrate(name: str) -> Any:
    """Go to a migration, and return the models as they are there."""
    return MigrationExecutor(connection).migrate([("practices", name)]).apps


@pytest.fixture(autouse=True)
def newest_afterwards() -> Iterator[None]:
    """Leave the database as the other tests want it."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("practices"))


def test_rows_and_history_are_taken_over_and_given_back() -> None:
    apps = migrate(BEFORE)
    texts = {"title": "A report", "short_citation": "ILO", "kind": "report"}
    made = apps.get_model("practices", "Source").objects.create(slug="report", **texts, **TOLD)
    written = texts | TOLD | {"slug": "report", "language": "en", "retired": False}
    kept = {"kind": "source", "object_id": made.pk, "number": 1, "action": "added"}
    apps.get_model("practices", "Version").objects.create(content=written, **kept)

    apps = migrate(AFTER)
    sources, version = (
        apps.get_model("practices", "Source").objects,
        apps.get_model("practices", "Version").objects.get(),
    )
    assert {name: getattr(sources.get(), f"{name}_en") for name in TOLD} == TOLD
    assert {name: version.content[f"{name}_en"] for name in TOLD} == TOLD

    sources.update(publisher_en="International Labour Organization")
    apps = migrate(BEFORE)
    assert apps.get_model("practices", "Source").objects.get().publisher == "International Labour Organization"
    assert apps.get_model("practices", "Version").objects.get(kind="source").content == written
