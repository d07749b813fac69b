"""What the documentation names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", text(document)):
        if "://" not in target:
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_commands_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", text(document))) | set(
        re.findall(r"^    make ([a-z-]+)", text(document), re.M)
    )
    assert named <= targets


def test_files_that_the_architecture_names_exist() -> None:
    for name in re.findall(r"`((?:practices|catalogue|fixtures)/[a-z_/.]*)`", text(ROOT / "docs" / "architecture.md")):
        assert (ROOT / name).exists(), name


def test_every_setting_is_described() -> None:
    code = (ROOT / "catalogue" / "settings.py").read_text() + (ROOT / "catalogue" / "environment.py").read_text()
    read = set(re.findall(r'(?:environ\.get|boolean|words|site|port|number|address|contact)\(\s*"([A-Z_]+)"', code))
    described = set(re.findall(r"^\| `([A-Z_]+)`", text(ROOT / "docs" / "settings.md"), re.MULTILINE))
    assert read == described
