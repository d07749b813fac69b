"""docs/asvs.md and its second half: each requirement once, files that exist, counts that are right."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
HALVES = [ROOT / "docs" / "asvs.md", ROOT / "docs" / "asvs-2.md"]
# Sections of ASVS 5.0.0 with their requirements of levels 1 (with a star) and 2.
IDS = Path(__file__).with_name("asvs.txt")
ANSWERS = ["yes", "partly", "no", "n/a"]


def wanted() -> dict[str, str]:
    """Return the level of each requirement, in the order of the standard."""
    sections = (line.split(": ") for line in IDS.read_text().splitlines())
    numbers = [(section, number) for section, listed in sections for number in listed.split()]
    return {f"{section}.{number.rstrip('*')}": "1" if number.endswith("*") else "2" for section, number in numbers}


def rows() -> list[tuple[str, ...]]:
    """Return id, level, subject, answer and reason of each row of both halves."""
    found = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
    return [row for half in HALVES for row in found.findall(half.read_text())]


def test_each_requirement_of_levels_1_and_2_stands_once_in_its_place() -> None:
    assert Counter(wanted().values()) == {"1": 70, "2": 183}
    assert [(row[0], row[1]) for row in rows()] == list(wanted().items())


def test_each_has_an_answer_and_a_reason() -> None:
    assert {row[3] for row in rows()} <= set(ANSWERS)
    assert not [row[0] for row in rows() if len(row[4].strip()) < 3]


def test_every_test_and_code_that_is_named_exists() -> None:
    named = {path for *_row, reason in rows() for path in re.findall(r"`([a-z_]+/[\w./-]+\.\w+)`", reason)}
    assert len(named) > 80
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_whatever_is_met_names_what_meets_it_or_says_it_in_words() -> None:
    bare = [row[0] for row in rows() if row[3] == "yes" and "`" not in row[4] and "](" not in row[4]]
    assert len(bare) <= 20, bare


def test_the_counts_at_the_top_are_right() -> None:
    counted = Counter((level, answer) for _id, level, _subject, answer, _reason in rows())
    lines = []
    for name, levels in [("1", "1"), ("2", "2"), ("both", "12")]:
        numbers = [sum(counted[level, answer] for level in levels) for answer in ANSWERS]
        lines.append(f"| {name} | {sum(numbers)} | {' | '.join(map(str, numbers))} |")
    assert "\n".join(lines) in HALVES[0].read_text()
    yes, partly, no, none = (sum(counted[level, answer] for level in "12") for answer in ANSWERS)
    told = f"Of {len(rows())}, {yes} are met, {partly} partly, {no} not; {none} concern what there is not here"
    assert told in " ".join((ROOT / "docs" / "security.md").read_text().split())
