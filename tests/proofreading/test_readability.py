"""How long sentences are and how hard a text is."""

from __future__ import annotations

import pytest

from practices.proofreading import measure


def test_sentences_and_long_words_are_counted() -> None:
    told = measure("One two three. Fourfourfour five: six!\n- seven")
    assert (told.words, told.longest) == (7, 3)
    assert told.average == pytest.approx(7 / 4)
    assert told.lix == pytest.approx(7 / 4 + 100 / 7)


def test_an_empty_text_has_no_length() -> None:
    assert measure(" 12. ") == (0, 0, 0, 0)
