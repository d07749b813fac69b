"""What documents said of their institutions and places in one language is the English; and so back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.beside import empty_database, migrate

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
BEFORE, AFTER = "0014_translations", "0015_where_sources_come_from"
TOLD = {"authors": "ILO", "publisher": "ILO", "place": "Geneva"}


@pytest.fixture(autouse=True)
def _empty_database(db: None, tmp_path: Path) -> Iterator[None]:
    with empty_database(tmp_path):
        yield


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
