"""The index's files: one folder for each generation, and one small file that names the one in use.

    index/state.json        the generation in use, and how far it has read the change log
    index/<generation>/     tantivy's files, and the sets, a file for each state
    index/*.lock            held while somebody writes; the system lets go of them if a process dies

A new generation takes the place of the old one with one rename of state.json.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from practices.changelog.position import Position

from . import schema
from .sets import Sets, load

WRITER_MEMORY = 30_000_000  # bytes; tantivy wants 15 million at least
_STATE = "state.json"
_MOST_STEPS, _MOST_IN_A_STEP = 10, 500  # changes that are remembered, and practices of one


class IndexUnavailable(Exception):
    """The index can't answer now. The SQL twin can."""


class IndexBusy(IndexUnavailable):
    """Another process is writing it: a moment later it may be free."""


class IndexDamaged(IndexUnavailable):
    """Its files are missing or damaged, or it has lost its place in the change log. A rebuild mends it."""


@dataclass(frozen=True)
class State:
    """Which generation is in use, and what it has read of the change log."""

    generation: str
    fingerprint: str
    sets: str = ""  # the file of the sets
    position: Position = field(default_factory=Position)
    # The latest changes: the file of the sets before each, and the practices that it changed.
    steps: list[tuple[str, list[int]]] = field(default_factory=list)

    @property
    def version(self) -> str:
        """Changes whenever a vocabulary does."""
        return f"{self.generation}.{self.position.vocabulary_changes}"


@contextmanager
def damage_told() -> Iterator[None]:
    """Turn what reading and writing files raises, and tantivy over damaged ones, into IndexDamaged: nothing else.

    To be used around these alone. Tantivy panics over bits that have flipped; that is no Exception, nor to be imported.
    """
    try:
        yield
    except BaseException as error:
        if isinstance(error, OSError | ValueError) or type(error).__name__ == "PanicException":
            raise IndexDamaged(f"The search index can't be used: {error}") from error
        raise


class Guarded:
    """A searcher or writer of tantivy's, whose methods raise IndexDamaged where its files are."""

    def __init__(self, guarded: tantivy.Searcher | tantivy.IndexWriter) -> None:
        self._guarded = guarded

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._guarded, name)
        return damage_told()(value) if callable(value) else value


def folder() -> Path:
    """The folder that holds everything. Made when needed."""
    path: Path = settings.SEARCH_INDEX_DIR
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexUnavailable(f"The folder of the search index can't be made: {error}") from error
    return path


def read_state() -> State | None:
    """Return the state, or None if there is none that this code can use."""
    try:
        data = json.loads((folder() / _STATE).read_text())
        position = data.pop("position")
        position["gaps"] = [(first, last, since) for first, last, since in position["gaps"]]
        data["steps"] = [(name, ids) for name, ids in data["steps"]]
        state = State(**data, position=Position(**position))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return state if state.fingerprint == schema.fingerprint() else None


@damage_told()
def write_state(state: State) -> None:
    """Put the state in place with one rename, so that nobody ever reads half of it."""
    partial = folder() / f"{_STATE}.{secrets.token_hex(4)}"
    partial.write_text(json.dumps(asdict(state)))
    partial.replace(folder() / _STATE)


@damage_told()
def create() -> tuple[str, tantivy.Index]:
    """Return a new, empty generation and its name."""
    generation = f"{time.time_ns():x}-{secrets.token_hex(3)}"
    path = folder() / generation
    path.mkdir()
    index = tantivy.Index(schema.build(), path=str(path))
    schema.register_analyzers(index)
    return generation, index


@damage_told()
def open_generation(generation: str) -> tantivy.Index:
    """Open a generation. Raise IndexDamaged if it is missing or damaged."""
    index = tantivy.Index.open(str(folder() / generation))
    schema.register_analyzers(index)
    index.config_reader("manual")
    return index


@damage_told()
def searcher(index: tantivy.Index) -> Guarded:
    """Return what searches an index as it is now. Raise IndexDamaged."""
    index.reload()
    return Guarded(index.searcher())


@contextmanager
def writing(index: tantivy.Index, memory: int) -> Iterator[Guarded]:
    """Write into an index: all of it is committed at the end, or nothing after an error. Raise IndexDamaged."""
    with damage_told():
        writer = Guarded(index.writer(heap_size=memory, num_threads=1))
    try:
        # A process that was killed may have left files behind, of names that this one is about to use.
        writer.garbage_collect_files()
        yield writer
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()  # also lets go of tantivy's own lock


@damage_told()
def save_sets(state: State, sets: Sets) -> State:
    """Write the sets into a file of their own, and return the state that names it."""
    name = f"{secrets.token_hex(8)}.sets"
    sets.save(folder() / state.generation / name)
    return replace(state, sets=name)


def with_step(state: State, sets: str, ids: set[int]) -> State:
    """Return the state with one more change: of these practices, after these sets. Old and large ones are forgotten."""
    if len(ids) > _MOST_IN_A_STEP:
        return replace(state, steps=[])
    return replace(state, steps=[*state.steps, (sets, sorted(ids))][-_MOST_STEPS:])


@damage_told()
def load_sets(state: State) -> Sets:
    """Read the sets of a state. Raise IndexDamaged if they are missing or damaged."""
    return load(folder() / state.generation / state.sets)


@damage_told()
def remove_others(state: State) -> None:
    """Delete what is of no state but this one. Only for who holds the locks 'rebuild' and 'write'.

    Whoever still reads another state keeps its open files.
    """
    for path in folder().iterdir():
        if path.is_dir() and path.name != state.generation:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(f"{_STATE}."):  # of a process that was killed; nobody else writes one now
            path.unlink(missing_ok=True)
    remove_old_sets(state)


@damage_told()
def remove_old_sets(state: State) -> None:
    """Delete the sets of former states of the same generation. Only for who holds the lock 'write'."""
    for path in (folder() / state.generation).glob("*.sets"):
        if path.name != state.sets:
            path.unlink(missing_ok=True)


@contextmanager
def lock(name: str, seconds: float) -> Iterator[None]:
    """Hold one of the locks. Raise IndexBusy if another process keeps it for longer than `seconds`, and
    IndexUnavailable, at once, if there can't be one: on a disk that is read-only, for example.
    """
    until = time.monotonic() + seconds
    try:
        file = (folder() / f"{name}.lock").open("w")
    except OSError as error:
        raise IndexUnavailable(f"The search index can't be written: {error}") from error
    with file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() >= until:
                    raise IndexBusy("Another process is writing the search index.") from error
                time.sleep(0.01)
        yield
