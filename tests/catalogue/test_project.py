"""What keeps the project going: releases, and what is known of its packages."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR


def packages(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ".ci/packages.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_all_packages_have_a_licence_that_is_allowed() -> None:
    listed = packages("licences")
    assert listed.returncode == 0, listed.stdout
    assert "Django " in listed.stdout and "BSD-3-Clause" in listed.stdout


def test_the_bill_of_materials_names_each_locked_package() -> None:
    bill = json.loads(packages("sbom").stdout)
    assert bill["bomFormat"] == "CycloneDX"
    found = {part["purl"].partition("@")[0] for part in bill["components"]}
    assert {"pkg:pypi/django", "pkg:pypi/psycopg-binary", "pkg:pypi/tantivy"} <= found


@pytest.mark.parametrize(
    ("affected", "count"),
    [
        ({"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}, 1),
        ({"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "4.2"}]}]}, 0),
        ({"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "5.2"}, {"fixed": "5.3"}]}]}, 1),
        ({"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}], "versions": ["1.0"]}, 0),
    ],
)
def test_known_weaknesses_are_read_from_a_file(tmp_path: Path, affected: dict[str, Any], count: int) -> None:
    about = {"id": "PYSEC-1", "summary": "Bad", "affected": [{"package": {"name": "Django"}, **affected}]}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("PYSEC-1.json", json.dumps(about))
        archive.writestr("PYSEC-2.json", json.dumps(about | {"withdrawn": "2026-01-01T00:00:00Z"}))
    found = packages("weaknesses", str(tmp_path / "all.zip"))
    assert found.returncode == (1 if count else 0)
    assert f"{count} known weaknesses." in found.stdout
    assert ("PYSEC-1 Bad" in found.stdout) == bool(count)


def test_a_release_is_dated_committed_and_tagged(tmp_path: Path) -> None:
    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## Unreleased\n\n- New.\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.1.0"\n')
    run("git", "init", "--quiet")
    for name, value in (("user.name", "Somebody"), ("user.email", "somebody@example.org"), ("commit.gpgsign", "false")):
        run("git", "config", name, value)
    release = ("sh", str(ROOT / ".ci/release"))
    assert "not committed" in run(*release, "1.2.0").stdout
    run("git", "add", ".")
    run("git", "commit", "--quiet", "--message", "Begin")
    assert "Say which" in run(*release, "next").stdout
    assert run(*release, "1.2.0").returncode == 0
    assert "## 1.2.0, 20" in (tmp_path / "CHANGELOG.md").read_text()
    assert 'version = "1.2.0"' in (tmp_path / "pyproject.toml").read_text()
    assert run("git", "tag").stdout == "v1.2.0\n"
    assert run("git", "status", "--porcelain").stdout == ""
    assert "nothing under" in run(*release, "1.3.0").stdout
