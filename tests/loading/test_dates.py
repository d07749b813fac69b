"""The first loading dates practices by the files, so that a new machine's feeds say what those of any other say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from practices.models import Practice, Record
from tests.loading.conftest import FIRST, SECOND

pytestmark = pytest.mark.both_databases


@pytest.mark.usefixtures("db")
def test_the_first_loading_gives_each_practice_its_own_date(folder: Path, client: Client) -> None:
    first = folder / "practices" / FIRST
    first.write_text(first.read_text().replace("added = 2026-11-22", "added = 2026-05-01"))
    later = folder / "practices" / SECOND
    second = later.read_text()
    later.unlink()
    call_command("load_practices", folder, verbosity=0)
    day = datetime(2026, 5, 1, 12, tzinfo=UTC)
    practice, record = Practice.objects.get(), Record.objects.get()
    assert {practice.published_at, practice.updated_at, record.changed_at, record.updated_at} == {day}
    assert b"<updated>2026-05-01T12:00:00Z</updated>" in client.get("/practices/feed.atom").content
    later.write_text(second)  # what comes later was not here before
    before = timezone.now().replace(microsecond=0)
    call_command("load_practices", folder, verbosity=0)
    record = Record.objects.get(pk=6)
    assert min(Practice.objects.get(pk=6).published_at, record.changed_at, record.updated_at) >= before  # type: ignore
