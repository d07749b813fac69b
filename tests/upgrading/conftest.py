"""The database of each release in the place of this one's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType

from tests.at_once import database_file
from tests.upgrading import Release, put_back, releases


@pytest.fixture(params=releases(), ids=lambda release: release.name)
def release(request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path) -> Iterator[Release]:
    """Each release, whose database is there."""
    file = tmp_path / "catalogue.sqlite3"
    with database_file(file):
        file.unlink()
        put_back(request.param, file)
        ContentType.objects.clear_cache()  # its numbers are others than those of the tests' own database
        yield request.param
    ContentType.objects.clear_cache()
