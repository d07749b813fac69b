"""The database of each release in the place of this one's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType

from tests.beside import copied_to
from tests.upgrading import Release, put_back, releases

# Each takes ten seconds and more, and one goes the way of the next: the longest and the likeliest way. ALL_RELEASES=1
# tries them all.
TRIED = releases() if os.environ.get("ALL_RELEASES") else [releases()[0], releases()[-1]]


@pytest.fixture(params=TRIED, ids=lambda release: release.name)
def release(request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path) -> Iterator[Release]:
    """A release, whose database is there."""
    file = tmp_path / "catalogue.sqlite3"
    with copied_to(file):
        file.unlink()
        put_back(request.param, file)
        ContentType.objects.clear_cache()  # its numbers are others than those of the tests' own database
        yield request.param
    ContentType.objects.clear_cache()
