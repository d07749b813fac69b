"""What the project writes in French and Spanish: typographic apostrophes, and the spaces before French signs."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import override

from practices.text import signs

_STRAIGHT = re.compile(r"\w'\w")
# An ordinary space, or none, before a sign, or inside « ».
_SPACES = re.compile(r"(?:\w|[)»]) ?[:;!?](?=\s|$)|(?<=\S) »|« |«(?=\w)|(?<=\w)»|\d ?%(?!\w|\()")
_NOT_PROSE = re.compile(r"https?://\S+|`[^`]*`|\*[^*\n]+\*|&#?\w+;|\\.")  # nor are titles, which keep their language


def _in_language(thing: Any, language: str, is_inside: bool = False) -> Iterator[str]:
    if isinstance(thing, dict):
        for name, value in thing.items():
            yield from _in_language(value, language, is_inside or name == language)
    elif isinstance(thing, list):
        for value in thing:
            yield from _in_language(value, language, is_inside)
    elif isinstance(thing, str) and is_inside:
        yield thing


def _texts(language: str) -> Iterator[tuple[str, str]]:
    """Yield each text of a language, and the file that it stands in."""
    base = settings.BASE_DIR
    for path in sorted((base / "fixtures").rglob("*.toml")):
        yield from ((path.name, text) for text in _in_language(tomllib.loads(path.read_text()), language))
    for name in ("countries.csv", "regions.csv"):
        with (base / "fixtures" / name).open(newline="") as file:
            yield from ((name, row[f"name_{language}"]) for row in csv.DictReader(file))
    for path in sorted((base / "practices" / "desk" / "help_pages" / language).glob("*.md")):
        yield from ((path.name, line) for line in path.read_text().splitlines())
    messages = (base / "practices" / "locale" / language / "LC_MESSAGES" / "django.po").read_text()
    for entry in messages.split("\n\n")[1:]:
        for written in re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', entry, re.MULTILINE):
            yield "django.po", "".join(re.findall(r'"(.*)"', written))


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_apostrophe_is_straight(language: str) -> None:
    assert [found for found in _texts(language) if _STRAIGHT.search(_NOT_PROSE.sub("", found[1]))] == []


def test_french_signs_stand_after_a_space_that_does_not_break() -> None:
    assert [found for found in _texts("fr") if _SPACES.search(_NOT_PROSE.sub("", found[1]))] == []


@pytest.mark.parametrize(
    ("text", "is_wrong"), [("Oui ?", True), ("Oui\u202f?", False), ("Pays:", True), ("« a »", True)]
)
def test_a_wrong_space_is_seen(text: str, is_wrong: bool) -> None:
    assert bool(_SPACES.search(text)) == is_wrong


@pytest.mark.parametrize(("language", "colon", "semicolon"), [("en", ": ", "; "), ("fr", "\u00a0: ", "\u202f; ")])
def test_signs_between_pieces_are_written_alike(language: str, colon: str, semicolon: str) -> None:
    with override(language):
        assert (signs.colon(), signs.semicolon()) == (colon, semicolon)
