"""Following the database: an index that is caught up before it answers, and built anew when it can't be."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import tantivy
from django.db import connection
from pyroaring import BitMap

from practices import vocabularies
from practices.models import Practice, change

from . import cursor, documents, schema, sets, store
from .query import Part
from .sets import Sets
from .spelling import Dictionary
from .store import IndexDamaged, IndexUnavailable, State

logger = logging.getLogger(__name__)

SECONDS_BETWEEN = 1.0  # others' changes are applied at most this often
REBUILD_AT_ONCE = 2_000  # practices: up to here a reader waits for the rebuild
REST = 10.0  # seconds without another attempt after a rebuild has failed (a full disk, for example)

Progress = Callable[[int, int], None]


class Memory:
    """What was worked out from one state of the index, and holds until the next."""

    def __init__(self) -> None:
        self.having: dict[Part, BitMap] = {}
        self.dictionary: Dictionary | None = None


@dataclass(frozen=True)
class Reader:
    """An open index and the state that it shows."""

    state: State
    index: tantivy.Index
    searcher: tantivy.Searcher
    sets: Sets
    memory: Memory = field(default_factory=Memory)


class _Followed:
    """What this process knows: its open index, and when it last applied changes."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.reader: Reader | None = None
        self.applied_at = 0.0
        self.changes_seen = -1
        self.rebuilding: threading.Thread | None = None
        self.rests_until = 0.0


_here = _Followed()


def reader() -> Reader:
    """Return the index, caught up with the database. Raise IndexUnavailable if that can't be done now."""
    while True:
        state = store.read_state()
        if state is None:
            return heal("there is none that fits")
        try:
            if cursor.unread(state) and _is_time():
                state = _apply_new(state)
            return _open(state)
        except IndexDamaged as error:
            latest = store.read_state()
            if latest is None or latest == state:
                return heal(str(error), damaged=state.generation)
            # Not damaged: another process had just put a new state in its place.


def heal(reason: str, damaged: str | None = None) -> Reader:
    """Rebuild the index and return it. Raise IndexUnavailable if that takes longer than a reader would wait.

    `damaged` names the generation that failed. If another one is in use by now, somebody else has healed it.
    """
    with _here.lock:
        state = store.read_state()
        if state is None or state.generation == damaged:
            if time.monotonic() < _here.rests_until:
                raise IndexUnavailable("The search index could not be built a moment ago.")
            logger.info("The search index is rebuilt: %s.", reason)
            forget()
            if Practice.objects.published().count() > REBUILD_AT_ONCE:
                _rebuild_in_the_background(damaged)
                raise IndexUnavailable("The search index is being built.")
            state = _rebuild_unless_done(damaged)
        return _open(state)


def rebuild(progress: Progress = lambda done, total: None) -> State:
    """Build a new generation from the database and put it in the place of the old one, which answers meanwhile.

    `progress` is called with how many practices are done, and how many there are.
    """
    with store.lock("rebuild", seconds=5):
        return _build(progress)


def forget() -> None:
    """Close this process's index, so that the next question opens it anew."""
    with _here.lock:
        _here.reader = None
        _here.applied_at = 0.0
        _here.changes_seen = -1
        _here.rests_until = 0.0


def _rebuild_unless_done(damaged: str | None) -> State:
    """Rebuild, or take the generation that another process built while we waited for the lock."""
    with store.lock("rebuild", seconds=5):
        state = store.read_state()
        if state is not None and state.generation != damaged:
            return state
        try:
            with store.damage_told():
                return _build(lambda done, total: None)
        except IndexUnavailable:
            _here.rests_until = time.monotonic() + REST
            raise


def _build(progress: Progress) -> State:
    generation, index = store.create()
    state = cursor.at_start(State(generation, schema.fingerprint()))
    terms = vocabularies.read()
    ids = list(Practice.objects.published().order_by("pk").values_list("pk", flat=True))
    made = sets.EMPTY
    with store.writing(index, store.WRITER_MEMORY * 4) as writer:
        for start in range(0, len(ids), documents.BATCH):
            batch = list(documents.read(ids[start : start + documents.BATCH], terms))
            for document in batch:
                writer.add_document(document.for_index())
            made = made.with_changes([], batch)
            progress(min(start + documents.BATCH, len(ids)), len(ids))
    state = store.save_sets(state, made)
    with store.lock("write", seconds=60):
        store.write_state(state)
        store.remove_others(state)
    cursor.prune(state)
    logger.info("Search index built: %d practices.", len(ids))
    return state


def _is_time() -> bool:
    """Whether to apply changes now: at once after a change made by this process, else once a second."""
    return change.changes_here != _here.changes_seen or time.monotonic() - _here.applied_at >= SECONDS_BETWEEN


def _apply_new(state: State) -> State:
    """Apply what is new, or find that another process already has. Return the state then."""
    seen = change.changes_here
    with _here.lock:
        try:
            with store.lock("write", seconds=2):
                state = store.read_state() or state
                if entries := cursor.unread(state):
                    state = _apply(state, entries)
        except IndexDamaged:
            raise
        except IndexUnavailable as error:
            # The old answer beats none; whoever holds the lock is applying the same changes.
            logger.warning("%s", error)
            return state
        _here.applied_at = time.monotonic()
        _here.changes_seen = seen
    return state


def _apply(state: State, entries: list[cursor.Entry]) -> State:
    ids = {practice_id for _pk, practice_id, _at in entries if practice_id is not None}
    new_state = cursor.after(state, entries)
    if ids:
        terms = vocabularies.at(new_state.version)
        changed = list(documents.read(sorted(ids), terms))
        with store.damage_told():
            reader = _open(state)
            with store.writing(reader.index, store.WRITER_MEMORY) as writer:
                for practice_id in ids:
                    writer.delete_documents_by_term("id", practice_id)
                for document in changed:
                    writer.add_document(document.for_index())
        new_state = store.save_sets(new_state, reader.sets.with_changes(ids, changed))
    store.write_state(new_state)
    store.remove_others(new_state)
    cursor.prune(new_state)
    return new_state


def _open(state: State) -> Reader:
    """Return the index as it is after `state`, or later. Opening happens once for each generation and process."""
    with _here.lock:
        current = _here.reader
        is_same = current is not None and current.state.generation == state.generation
        if current is not None and is_same and current.state.last_id > state.last_id:
            return current  # another thread has gone further
        if current is not None and current.state == state:
            return current
        index = current.index if current is not None and is_same else store.open_generation(state.generation)
        held = current.sets if current is not None and is_same and current.state.sets == state.sets else None
        with store.damage_told():
            index.reload()
            _here.reader = Reader(state, index, index.searcher(), held or store.load_sets(state))
        return _here.reader


def _rebuild_in_the_background(damaged: str | None) -> None:
    def work() -> None:
        try:
            _rebuild_unless_done(damaged)
        except IndexUnavailable as error:
            logger.warning("%s", error)
        except Exception:
            logger.exception("Rebuilding the search index failed.")
        finally:
            connection.close()

    if _here.rebuilding is None or not _here.rebuilding.is_alive():
        _here.rebuilding = threading.Thread(target=work, name="search-rebuild", daemon=True)
        _here.rebuilding.start()
