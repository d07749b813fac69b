"""Fixtures are written many at a time, with history and change log; what curators renamed is found again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.editorial import content, history
from practices.loading import load
from practices.models import Change, Country, PolicyArea, Practice, Region, Version
from tests.loading.conftest import SECOND

pytestmark = pytest.mark.both_databases


@pytest.mark.usefixtures("db")
def test_regions_that_curators_renamed_and_moved_to_another_address_stay(folder: Path) -> None:
    load(folder)
    before = Country.objects.get(code="PH").region
    Region.objects.filter(slug="south-eastern-asia").update(name_en="Southeast Asia", slug="southeast-asia")
    regions = Region.objects.count()
    load(folder)
    assert Region.objects.count() == regions
    assert Country.objects.get(code="PH").region == before


@pytest.mark.usefixtures("db")
def test_loading_takes_few_statements(folder: Path, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(400):
        load(folder)
    with django_assert_max_num_queries(200):
        load(folder)


@pytest.mark.usefixtures("db")
def test_what_is_loaded_is_written_into_history_and_change_log(folder: Path) -> None:
    load(folder)
    versions = Version.objects.filter(kind="practice").order_by("object_id")
    assert list(versions.values_list("object_id", "number", "action", "state")) == [
        (1, 1, "loaded", "published"),
        (6, 1, "loaded", "published"),
    ]
    assert history.latest(Practice.objects.get(pk=1)).content == content.of(Practice.objects.get(pk=1))  # type: ignore[union-attr]
    area = PolicyArea.objects.get(slug="remittances")
    assert [(one.action, one.content) for one in history.versions(area)] == [("loaded", content.of(area))]
    assert set(Change.objects.values_list("practice_id", flat=True)) == {None, 1, 6}


@pytest.mark.usefixtures("db")
def test_without_a_history_it_takes_no_more_for_more_practices(folder: Path) -> None:
    """Catalogues of earlier releases have none."""

    def needed() -> int:
        Version.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            load(folder)
        return len(queries)

    load(folder)
    few = needed()
    text = (folder / "practices" / SECOND).read_text()
    for number in (101, 102, 103):
        another = text.replace("id = 6\n", f"id = {number}\n", 1).replace('slug = "', f'slug = "a{number}-', 1)
        (folder / "practices" / f"{number}.toml").write_text(another)
    load(folder)
    assert needed() <= few
