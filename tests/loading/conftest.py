"""A folder of fixtures to load."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings

FIXTURES = settings.BASE_DIR / "fixtures"
FIRST, SECOND = "001-foreign-workforce-policy-committee.toml", "006-philippines-remittances-by-text-message.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the fixtures with two practices."""
    copy = tmp_path / "fixtures"
    shutil.copytree(FIXTURES, copy, ignore=lambda path, names: [n for n in names if n[0].isdigit()])
    for name in (FIRST, SECOND):
        shutil.copy(FIXTURES / "practices" / name, copy / "practices" / name)
    # Only countries that something else names: all of them would take most of the tests' time.
    named = {code for path in copy.rglob("*.toml") for code in re.findall('"([A-Z]{2})"', path.read_text())}
    for name in ("countries.csv", "country-aliases.csv"):
        head, *lines = (copy / name).read_text().splitlines(keepends=True)
        kept = [line for line in lines if line[:2] in {"AD", *named}]
        (copy / name).write_text("".join([head, *kept]))
    return copy
