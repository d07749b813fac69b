"""The list of languages: every code has a name in each of ours, and names lead back to codes."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from practices.text import languages


def test_each_language_is_named_in_each_of_ours() -> None:
    assert len(languages.codes()) > 200
    for code in ("en", "fr", "es"):
        with override(code):
            named = dict(languages.choices())
            assert named.keys() == languages.codes()
            assert all(named.values())
    with override("es"):
        names = [name for _code, name in languages.choices()]
        assert names.index("árabe") < names.index("armenio")  # an accent parts no letters


@pytest.mark.parametrize(
    ("code", "english", "french", "spanish"),
    [
        ("ar", "Arabic", "arabe", "árabe"),
        ("fil", "Filipino", "filipino", "filipino"),
        ("am", "Amharic", "amharique", "amárico"),
    ],
)
def test_they_have_their_usual_names(code: str, english: str, french: str, spanish: str) -> None:
    for reader, name in (("en", english), ("fr", french), ("es", spanish)):
        with override(reader):
            assert languages.name_of(code) == name
        assert languages.code_of(name.upper()) == code


def test_what_the_list_does_not_name_stays_a_code() -> None:
    assert languages.name_of("qaa") == "qaa"
    assert languages.code_of("Klingon") == ""
