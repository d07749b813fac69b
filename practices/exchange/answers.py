"""What is not understood in a table, and what somebody said of it: another word for it, that it be left out, or that it
be added to the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_ASKED = 100  # on one page; the others are asked when these are answered
_MOST_NOTED = 1_000  # of one table: some column is taken for another if there are more
_MOST_ROWS = 5  # that are named for each
OUT, IS, NEW = "out", "is", "new"
ROW = "row"  # the target of a whole row, whose text is its number: that is said of one file alone

# By target and text: what is to be done with it, another word, and, of whom that is known, the number of the account
# that said so, and the day.
Said = Mapping[str, Mapping[str, list[str]]]


@dataclass
class Asked:
    """Something that is not understood."""

    target: str
    label: str
    text: str
    why: str
    suggestion: str = ""  # another word for it
    words: str = ""  # the vocabulary that holds such words, if there is one
    may_be_new: bool = False
    rows: list[int] = field(default_factory=list)  # the first of those where it stands
    count: int = 0

    @property
    def is_row(self) -> bool:
        """Whether it is a whole row, which can only be left out."""
        return self.target == ROW

    @property
    def is_cut(self) -> bool:
        """Whether the suggestion is but the beginning of the text, rather than a guess at what is meant."""
        beginning = self.suggestion.removesuffix("…")
        return bool(beginning) and " ".join(self.text.split()).startswith(beginning)


@dataclass(frozen=True)
class Kept:
    """Something that was said before, and was done here."""

    target: str
    text: str
    does: str  # OUT, IS or NEW
    word: str
    by: str  # the number of the account that said so, if that is known
    on: str  # the day, as ISO 8601 has it
    count: int

    @property
    def is_row(self) -> bool:
        """Whether a whole row was left out."""
        return self.target == ROW


class Answers:
    """What was said so far, and what is still to be asked."""

    def __init__(self, said: Said | None = None) -> None:
        self._said = said or {}
        self._asked: dict[tuple[str, str], Asked] = {}
        self._done: dict[tuple[str, str], int] = {}  # in how many cells, by target and text
        self.row = 0  # that is being read

    def of(self, target: str, text: str) -> tuple[str, str] | None:
        """Return what was said of a text, and note that it is done."""
        said = self._said.get(target, {}).get(text)
        if said:
            self._done[target, text] = self._done.get((target, text), 0) + 1
        return (said[0], said[1] if len(said) > 1 else "") if said else None

    @property
    def is_any(self) -> bool:
        """Whether anything was said."""
        return bool(self._said)

    def leaves_out(self, number: int) -> bool:
        """Whether somebody said that a whole row be left out."""
        return self.of(ROW, str(number)) is not None

    def ask(self, asked: Asked) -> None:
        """Note that something is to be asked, of the row that is being read."""
        if len(self._asked) >= _MOST_NOTED and (asked.target, asked.text) not in self._asked:
            return
        known = self._asked.setdefault((asked.target, asked.text), asked)
        known.count += 1
        if len(known.rows) < _MOST_ROWS:
            known.rows.append(self.row)

    def is_asked(self, target: str, text: str) -> Asked | None:
        """Return what is asked of a text already."""
        return self._asked.get((target, text))

    @property
    def done(self) -> list[Kept]:
        """All that was said before and was done here, rather than being asked again."""
        found = []
        for (target, text), count in self._done.items():
            if (target, text) not in self._asked:
                does, word, by, on = [*self._said[target][text], "", "", ""][:4]
                found.append(Kept(target, text, does, word, by, on, count))
        return found

    @property
    def is_much(self) -> bool:
        """Whether more is asked than a page shows: nobody reads what else might be meant then."""
        return len(self._asked) >= MOST_ASKED

    @property
    def asked(self) -> list[Asked]:
        """All that is to be asked: rows that can't stay as they are first."""
        return sorted(self._asked.values(), key=lambda one: not one.is_row)


def read(data: Any) -> dict[str, dict[str, list[str]]]:
    """Return what was kept of answers, of the form that they have."""
    return {str(target): dict(texts) for target, texts in (data or {}).items()}


def forget(said: dict[str, dict[str, list[str]]], target: str, text: str) -> None:
    """Take back what was said of a text, so that it is asked again."""
    said.get(target, {}).pop(text, None)
