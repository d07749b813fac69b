"""The catalogue's own entries, held against the lists that were made of their documents, and against the glossary."""

from __future__ import annotations

import pytest
from django.conf import settings

from practices.proofreading import TRANSLATIONS, Proofreader
from practices.proofreading.entries import Entry
from tests.each import of_each

READER = Proofreader(settings.BASE_DIR)

each_entry = of_each({entry.file: entry for entry in READER.entries})


@each_entry
def test_each_number_stands_where_it_is_cited(entry: Entry) -> None:
    assert list(READER.unproven_numbers(entry)) == []


@each_entry
def test_no_nine_words_in_a_row_are_those_of_a_document(entry: Entry) -> None:
    assert list(READER.shared_runs(entry)) == []


@pytest.mark.parametrize("entry", READER.entries, ids=lambda entry: entry.file)
def test_each_translation_is_whole_has_the_same_numbers_and_the_terms_of_the_glossary(entry: Entry) -> None:
    assert {language: list(READER.translation(entry, language)) for language in TRANSLATIONS} == {
        language: [] for language in TRANSLATIONS
    }
