"""What is found when an entry is held against its documents, its English and the glossary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import override_settings

from practices.proofreading import TRANSLATIONS, Proofreader


def problems(project: Path) -> list[str]:
    """All that the documents say against the entry."""
    return list(Proofreader(project).by_documents(project / "documents"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_an_entry_that_agrees_has_nothing_said_of_it(project: Path) -> None:
    assert problems(project) == []
    reader = Proofreader(project)
    assert [entry.number for entry in reader.entries] == [1]
    for entry in reader.entries:
        assert [*reader.unproven_numbers(entry), *reader.shared_runs(entry)] == []
        assert [said for language in TRANSLATIONS for said in reader.translation(entry, language)] == []


@pytest.mark.parametrize(
    ("old", "new", "number"),
    [
        ("12 banks", "13 banks", "13"),
        ("12 banks", "95 banks", "95"),  # in the document, but not at the cited place
        ("204000000000", "205000000000", "205000000000"),
        ("since 2007", "since 2006", "2006"),
    ],
)
def test_a_number_that_does_not_stand_where_it_is_cited_is_found(
    project: Path, entry: Path, old: str, new: str, number: str
) -> None:
    assert problems(project) == []
    change(entry, old, new)
    reader = Proofreader(project)
    by_lists = [said for one in reader.entries for said in reader.unproven_numbers(one)]
    assert len(by_lists) == 1
    assert f"no list says that {number} stands" in by_lists[0]
    assert problems(project) == [f"001-banks.toml: {number} does not stand in 3-5."]


@pytest.mark.parametrize("number", ["300,000", "half", "2010", "8"])
def test_numbers_of_the_passage_the_record_and_the_report_are_fine(project: Path, entry: Path, number: str) -> None:
    change(entry, "They take half", f"They take {number}")
    assert problems(project) == []


def test_nine_words_of_a_document_are_found_in_any_language_and_names_are_not(project: Path, entry: Path) -> None:
    change(entry, "They take half", "They met in a quiet town beside the sea. They take half")
    assert problems(project) == []
    change(entry, "Cobran la mitad", "‘A ministry held TALKS, with the banks in a’ — lowered. Cobran la mitad")
    assert problems(project) == []  # eight
    change(entry, "Elles prennent", "Some 95 million people work abroad, and three in. Elles prennent")
    found = problems(project)
    assert found == [
        "001-banks.toml, fr, done: a document has the words ‘some 95 million people work abroad and three in’."
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("12 banques", "douze banques", "fr, summary: the English has the numbers ['12'], this []."),
        ('done = "Elles prennent la moitié depuis 2007."\n', "", "fr, done: stands in one of the languages only."),
        ("12 banques", "12 établissements de crédit", "fr, summary: not 'établissement de crédit' but 'banque'."),
        ("sus comisiones", "sus tarifas", "es, title: not 'tarifa' but 'comisión' or 'comisiones'."),
    ],
)
def test_a_translation_that_departs_is_found(project: Path, entry: Path, old: str, new: str, told: str) -> None:
    change(entry, old, new)
    reader = Proofreader(project)
    found = [said for one in reader.entries for language in TRANSLATIONS for said in reader.translation(one, language)]
    assert f"001-banks.toml, {told}" in found


def test_a_term_without_any_of_its_words_is_found_once(project: Path, entry: Path) -> None:
    for _time in range(2):
        change(entry, "banque", "caisse")
    reader = Proofreader(project)
    found = [said for one in reader.entries for said in reader.translation(one, "fr")]
    assert found == ["001-banks.toml, fr: 'bank' is 'banque'."]  # nothing of a central bank, which nobody spoke of


@pytest.mark.parametrize("change_of", [lambda text: text.replace("own wording |", ""), lambda text: ""])
def test_a_glossary_that_lacks_columns_is_refused(project: Path, change_of: Callable[[str], str]) -> None:
    file = project / "docs" / "glossary.md"
    file.write_text(change_of(file.read_text()))
    reader = Proofreader(project)
    with pytest.raises(ValueError, match="one table, of 6 columns"):
        list(reader.translation(reader.entries[0], "fr"))


def test_the_command_names_what_is_to_mend_and_reports_sentences(
    project: Path, entry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with override_settings(BASE_DIR=project):
        call_command("proofread", project / "documents", readability=True)
        printed = capsys.readouterr().out
        assert "001-banks.toml, es" in printed
        assert "Entries: 1." in printed
        call_command("proofread")
        change(entry, "12 banks", "13 banks")
        with pytest.raises(CommandError, match=r"(?s)13 stands.*'12'.*3 to mend"):
            call_command("proofread")
