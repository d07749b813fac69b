"""The practices as every peer reads them: one line of JSON each, so that nobody's store is made from other data.

Knows no Django model, because some peers run under settings of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = "entries.jsonl"


@dataclass(frozen=True)
class Entry:
    """One published practice: its texts, all languages together, the values of its facets, its place in each order."""

    id: int
    title: str
    summary: str
    body: str
    names: str  # of its terms, countries and institutions
    facets: dict[str, list[str]]
    newest: int  # its place from the oldest to the newest
    by_title: int


# Each text, and what a hit in it weighs.
WEIGHTS = {"title": 4.0, "summary": 2.0, "body": 1.0, "names": 2.5}
TEXTS = tuple(WEIGHTS)


def read(folder: Path) -> Iterator[Entry]:
    """Yield all entries, oldest first."""
    with (folder / FILE).open(encoding="utf-8") as lines:
        for line in lines:
            yield Entry(**json.loads(line))


def facet_names(folder: Path) -> list[str]:
    """Return the names of the facets."""
    return list(next(read(folder)).facets)
