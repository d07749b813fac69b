"""Reasons that the catalogue words itself are read in the reader's language, whatever that of who acted."""

from __future__ import annotations

import pytest
from django.utils import translation

from practices.models import reasons

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (reasons.IMPORT_UNDONE, {"name": "liste (1).csv"}),
        (reasons.COPIED, {"number": 3, "title": "One. Two"}),
        (reasons.RESTORED, {"number": 12}),
    ],
)
def test_it_is_told_in_the_language_of_the_reader(sentence: str, said: dict[str, object], language: str) -> None:
    with translation.override(language):
        told = translation.gettext(sentence) % said
        assert reasons.told(reasons.worded(sentence, said, "And why.")) == f"{told} And why."
    with translation.override("es"):
        in_spanish = translation.gettext(sentence) % said
        assert reasons.told(told) == in_spanish  # a former release kept it as it was told


def test_a_day_is_written_as_the_language_has_it_and_other_words_stay() -> None:
    with translation.override("fr"):
        assert "31 décembre 2026" in reasons.told("Until 2026-12-31.")
        for typed in ("Until the law passes.", "Version of the law.", "Anything"):
            assert reasons.told(typed) == typed
