"""The questions, and the practices that answer them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("questions.toml")

LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish"}
KINDS = {
    "keywords": "keywords",
    "question": "whole questions",
    "synonym": "words that the sources do not use",
    "institution": "institutions and acronyms",
    "place": "places and demonyms",
    "typo": "typing errors",
    "mixed": "two languages in one question",
    "compound": "compounds and hyphens",
    "everyday": "words of every day and of the press",
    "regional": "words of one country or region",
}


@dataclass(frozen=True)
class Question:
    """One question of a reader."""

    id: str
    language: str
    kind: str
    text: str
    source: str  # the place in the documents that it is about
    answers: list[int]  # the practices that the reader would be content to find first


def read(path: Path = FILE) -> list[Question]:
    """Return the questions of a file. Raises TypeError where one lacks something or has too much."""
    return [Question(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["questions"]]
