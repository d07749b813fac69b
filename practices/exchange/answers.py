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

Said = Mapping[str, Mapping[str, list[str]]]  # by target and text: what is to be done with it, and another word


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


class Answers:
    """What was said so far, and what is still to be asked."""

    def __init__(self, said: Said | None = None) -> None:
        self._said = said or {}
        self._asked: dict[tuple[str, str], Asked] = {}
        self.left_out: dict[tuple[str, str], int] = {}  # in how many rows, by target and text
        self.row = 0  # that is being read

    def of(self, target: str, text: str) -> tuple[str, str] | None:
        """Return what was said of a text, and note where it is left out."""
        said = self._said.get(target, {}).get(text)
        if said and said[0] == OUT:
            self.left_out[target, text] = self.left_out.get((target, text), 0) + 1
        return (said[0], said[1] if len(said) > 1 else "") if said else None

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
    def is_much(self) -> bool:
        """Whether more is asked than a page shows: nobody reads what else might be meant then."""
        return len(self._asked) >= MOST_ASKED

    @property
    def asked(self) -> list[Asked]:
        """All that is to be asked."""
        return list(self._asked.values())


def read(data: Any) -> dict[str, dict[str, list[str]]]:
    """Return what was kept of answers, of the form that they have."""
    return {str(target): dict(texts) for target, texts in (data or {}).items()}
