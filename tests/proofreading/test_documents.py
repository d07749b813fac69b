"""Which passage of a document a citation names."""

from __future__ import annotations

from pathlib import Path

import pytest

from practices.proofreading.documents import documents


def passage(project: Path, source: str, **citation: str) -> str:
    return documents(project / "fixtures", project / "documents")[source].passage(citation)


def test_paragraphs_have_the_footnotes_that_they_mark(project: Path) -> None:
    first = passage(project, "paper", paragraphs="1")
    assert "16 ministries" in first
    assert "2 In two groups of 8." in first
    second = passage(project, "paper", paragraphs="2")
    assert "has none" in second
    assert "groups" not in second
    assert "1,250.5" in passage(project, "paper", paragraphs="2, 3")
    assert "1,250.5" in passage(project, "paper", paragraphs="1-3")


def test_pages_reach_to_the_heading_after_them(project: Path) -> None:
    assert "95 million" in passage(project, "report", pages="1-2")
    assert "12 came" not in passage(project, "report", pages="1-2")
    assert "12 came" in passage(project, "report", pages="4")
    assert "fees by half" in passage(project, "report", pages="3-5")
    assert "fees by half" in passage(project, "report", pages="3-")


def test_a_section_is_known_by_its_last_heading(project: Path) -> None:
    talks = passage(project, "report", section="INTRODUCTION: The talks")
    assert "12 came" in talks
    assert "fees by half" not in talks
    assert "fees by half" in passage(project, "report", section="The talks (On banks)")


@pytest.mark.parametrize(
    ("source", "citation", "told"),
    [
        ("paper", {"paragraphs": "4"}, "no paragraph 4"),
        ("report", {"section": "The end"}, "no section 'The end'"),
        ("paper", {"pages": "3"}, "no page 3"),
    ],
)
def test_a_place_that_is_not_there_is_named(project: Path, source: str, citation: dict[str, str], told: str) -> None:
    with pytest.raises(LookupError, match=told):
        passage(project, source, **citation)


def test_a_heading_that_is_not_there_is_named(project: Path) -> None:
    file = project / "fixtures" / "documents.toml"
    file.write_text(file.read_text().replace('"The talks"', '"The walks"'))
    with pytest.raises(LookupError, match="no heading 'The walks'"):
        passage(project, "report", pages="3")
