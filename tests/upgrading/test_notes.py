"""docs/upgrading.md tells of each release what whoever runs it has to know."""

from __future__ import annotations

import re

from tests.upgrading import ROOT, releases

NOTES = (ROOT / "docs" / "upgrading.md").read_text()
CHANGES = (ROOT / "CHANGELOG.md").read_text()
SETTINGS = (ROOT / "docs" / "settings.md").read_text()


def sections(text: str) -> dict[str, str]:
    """Return what stands below each heading of a release, by its version."""
    parts = re.split(r"^## (Unreleased|\d+\.\d+\.\d+)\b.*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_each_release_that_asks_for_something_has_notes() -> None:
    asks = {name for name, changes in sections(CHANGES).items() if "**" in changes or "igration" in changes}
    assert asks and asks <= sections(NOTES).keys()
    assert all(sections(NOTES)[name].count("\n- ") for name in asks)


def test_notes_say_in_bold_as_much_as_the_changes() -> None:
    notes = sections(NOTES)
    for name, changes in sections(CHANGES).items():
        assert notes.get(name, "").count("**") >= changes.count("**"), name


def test_each_new_setting_that_the_changes_name_is_in_the_notes() -> None:
    known = set(re.findall(r"^\| `([A-Z_]+)` ", SETTINGS, re.MULTILINE))
    notes = sections(NOTES)
    for name, changes in sections(CHANGES).items():
        new = {
            word
            for line in re.findall(r"New settings?: ([^.]+)\.", changes)
            for word in re.findall(r"`([A-Z_]+)`", line)
        }
        assert new & known <= set(re.findall(r"`([A-Z_]+)`", notes.get(name, ""))), name


def test_the_last_migration_is_named() -> None:
    newest = max(file.stem for file in (ROOT / "practices" / "migrations").glob("0*.py"))[:4]
    unreleased = sections(NOTES).get("Unreleased", "")
    assert newest == releases()[-1].migration[:4] or newest in unreleased
