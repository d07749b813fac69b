"""Ours and its peers, each behind the same small interface."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, runtime_checkable

from benchmarks.questions import Question

# The order of the tables. The module of the same name has a class `Engine`.
NAMES = ("ours", "tantivy_bare", "pyroaring_bare", "fts5", "postgresql", "datasette", "modelsearch")
# Those that need Django with settings of their own.
SETTINGS = {"modelsearch": "benchmarks.engines.modelsearch_site.settings"}

Counts = dict[str, dict[str, int]]
Pairs = dict[str, int]  # 'row column' -> practices that have both values


@dataclass(frozen=True)
class Answer:
    """What everybody answers: one page of ids, the total, and the counts of every facet without its own selection.

    What an engine can't say is None.
    """

    ids: list[int]
    total: int
    counts: Counts | None


class Engine(Protocol):
    """One engine on the data of one folder. Making it opens its store, which `prepare` has built."""

    VERSION: str
    NOTES: str  # what it does otherwise than the rest

    def __init__(self, folder: Path) -> None: ...

    @staticmethod
    def prepare(folder: Path) -> int:
        """Build the store from the folder's entries. Return how many bytes it takes on disk."""

    def can(self, question: Question) -> bool:
        """Whether it can answer this question at all."""

    def answer(self, question: Question) -> Answer:
        """Answer a question. This is what is timed."""

    def close(self) -> None:
        """Let go of everything."""


@runtime_checkable
class Crossing(Protocol):
    """An engine that can count two facets at once."""

    def crossed(self, rows: str, columns: str) -> Pairs:
        """Count the practices that have each value of one facet with each of another. This is what is timed."""


def load(name: str) -> type[Engine]:
    """Return an engine. Raise ImportError if what it needs is not installed."""
    engine: type[Engine] = import_module(f"{__name__}.{name}").Engine
    return engine


def store(folder: Path, name: str) -> Path:
    """The folder of an engine's store. Made when needed."""
    path = folder / "stores" / name
    path.mkdir(parents=True, exist_ok=True)
    return path
