"""Files stay short enough to be read."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR


def test_no_file_is_longer_than_400_lines() -> None:
    for path in [*ROOT.glob("practices/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("static/**/*.css")]:
        if "migrations" not in path.parts:
            assert len(path.read_text().splitlines()) <= 400, path


def test_no_line_of_a_template_is_longer_than_140_characters() -> None:
    templates = list(ROOT.glob("templates/**/*.html"))
    assert templates
    for path in templates:
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            assert len(line) <= 140, f"{path}:{number}"


def test_files_that_are_called_slow_exist() -> None:
    named = [line for line in (ROOT / "tests/slow.txt").read_text().splitlines() if not line.startswith("#")]
    assert [name for name in named if not (ROOT / "tests" / name).is_file()] == []
    assert named == sorted(set(named))
