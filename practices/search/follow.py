"""Following the database: an index that is caught up before it answers, and built anew when it can't be."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import tantivy
from django.db import connection

from practices.changelog import reader as log
from practices.changelog.position import PlaceLost
from practices.models import Practice, change
from practices.taxonomy import vocabularies
from practices.web import outage, replica

from . import documents, schema, sets, store
from .memory import Memory, following
from .sets import Sets
from .store import IndexBusy, IndexDamaged, IndexUnavailable, State

logger = logging.getLogger(__name__)

SECONDS_BETWEEN = 1.0  # others' changes are applied at most this often
REBUILD_AT_ONCE = 2_000  # practices: up to here a reader waits for the rebuild
WAIT = 10.0  # seconds for which a reader waits while others write the index, before SQL answers
PATIENCE = 1.0  # seconds for which a question waits for whoever has locked the database: kept pages do without it
REST = 10.0  # seconds without another attempt after a rebuild has failed (a full disk, for example)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Reader:
    """An open index and the state that it shows."""

    state: State
    index: tantivy.Index
    searcher: store.Guarded
    sets: Sets
    memory: Memory


class _Followed:
    """What this process knows: its open index, and when it last applied changes."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.reader: Reader | None = None
        self.applied_at = 0.0
        self.idle_at = 0.0  # when it last looked and found nothing new
        self.changes_seen = -1
        self.rebuilding: threading.Thread | None = None
        self.rests_until = 0.0


_here = _Followed()


def reader() -> Reader:
    """Return the index, caught up with the database. Raise IndexUnavailable if that can't be done now, and a
    DatabaseError, at once where another has just met one, if the database does not answer.
    """
    current = _here.reader
    if current is not None and _is_idle():
        return current
    outage.refuse()
    while True:
        state = store.read_state()
        if state is None:
            return heal("there is none that fits")
        try:
            seen, read_at = change.changes_here, time.monotonic()
            entries = unread(state)
            if entries and _is_time():
                state = _apply_new(entries, seen, read_at)
            opened = _open(state)
            if not entries:
                _here.idle_at, _here.changes_seen = read_at, seen
            return opened
        except IndexDamaged as error:
            latest = store.read_state()
            if latest is None or latest == state:
                return heal(str(error), damaged=state.generation)
            # Not damaged: another process had just put a new state in its place.


def unread(state: State) -> list[log.Entry]:
    """Return the entries of the change log that the index has not read. Raise IndexDamaged if its place is lost."""
    try:
        with outage.patience(PATIENCE):
            return log.unread(state.position)
    except PlaceLost as error:
        raise IndexDamaged(str(error)) from error


@replica.primary()  # a page may be read from a replica, the index never: it would be of an older state than it says
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
        _here.idle_at = 0.0
        _here.changes_seen = -1
        _here.rests_until = 0.0


def rest() -> None:
    """Make no other attempt to rebuild for a while, since one has just failed or was of no use."""
    _here.rests_until = time.monotonic() + REST


def _rebuild_unless_done(damaged: str | None) -> State:
    """Rebuild, or take the generation that another process built while we waited for the lock."""
    with store.lock("rebuild", seconds=5):
        state = store.read_state()
        if state is not None and state.generation != damaged:
            return state
        try:
            return _build(lambda done, total: None)
        except IndexUnavailable:
            rest()
            raise


def _build(progress: Progress) -> State:
    with store.lock("write", seconds=60):
        if standing := store.read_state():
            store.remove_others(standing)  # what rebuilds left that were killed
    generation, index = store.create()
    state = State(generation, schema.fingerprint(), position=log.at_start())
    terms = vocabularies.at(state.version)
    ids = list(Practice.objects.published().order_by("pk").values_list("pk", flat=True))
    made = sets.EMPTY
    with store.writing(index, store.WRITER_MEMORY * 4) as writer:
        for start in range(0, len(ids), documents.BATCH):
            batch = list(documents.read(ids[start : start + documents.BATCH], terms))
            for document in batch:
                writer.add_document(document.for_index())
            made = made.with_changes([], batch)
            progress(min(start + documents.BATCH, len(ids)), len(ids))
    with store.lock("write", seconds=60):
        # What was committed meanwhile may stand in the old index already, and must not vanish with it.
        if entries := unread(state):
            state, made = _write(index, state, made, entries)
        state = store.save_sets(state, made)
        store.write_state(state)
        store.remove_others(state)
    log.prune(state.position)
    logger.info("Search index built: %d practices.", len(ids))
    return state


def _is_idle() -> bool:
    """Whether this process has just looked, found nothing new, and changed nothing since: under load, nearly always."""
    return change.changes_here == _here.changes_seen and time.monotonic() - _here.idle_at < SECONDS_BETWEEN / 10


def _is_time() -> bool:
    """Whether to apply changes now: at once after a change made by this process, else once a second."""
    return change.changes_here != _here.changes_seen or time.monotonic() - _here.applied_at >= SECONDS_BETWEEN


def _apply_new(wanted: list[log.Entry], seen: int, read_at: float) -> State:
    """Apply what is new, or find that another process has. Return the state then.

    `wanted` was read from the log at `read_at`, after `seen` changes of this process. From then on, not from the
    end of this, counts the second after which the log is read again: else a change that is committed meanwhile
    would have to wait for longer.
    """
    until = time.monotonic() + WAIT
    with _here.lock:
        while True:
            state = store.read_state()
            if state is None:
                raise IndexDamaged("It has vanished.")
            if log.has_read(state.position, wanted):
                break
            try:
                with store.lock("write", seconds=0.05):
                    read_at = time.monotonic()
                    state = store.read_state() or state
                    if entries := unread(state):
                        state = _apply(state, entries)
                break
            except IndexBusy:
                if time.monotonic() >= until:
                    raise
        _here.applied_at = read_at
        _here.changes_seen = seen
    return state


def _apply(state: State, entries: list[log.Entry]) -> State:
    held = _open(state).sets
    # Opened anew: an index that was open before doesn't know the files that other processes have made since.
    new_state, made = _write(store.open_generation(state.generation), state, held, entries)
    if made is not held:
        new_state = store.save_sets(store.with_step(new_state, state.sets, _ids(entries)), made)
    store.write_state(new_state)
    store.remove_old_sets(new_state)  # not other generations: one of them may be under construction
    log.prune(new_state.position)
    return new_state


def _write(index: tantivy.Index, state: State, held: Sets, entries: list[log.Entry]) -> tuple[State, Sets]:
    """Bring these entries of the change log into an index. Return the state and the sets after them."""
    ids = _ids(entries)
    new_state = replace(state, position=log.after(state.position, entries))
    if not ids:
        return new_state, held
    changed = list(documents.read(sorted(ids), vocabularies.at(new_state.version)))
    with store.writing(index, store.WRITER_MEMORY) as writer:
        for practice_id in ids:
            writer.delete_documents_by_term("id", practice_id)
        for document in changed:
            writer.add_document(document.for_index())
    return new_state, held.with_changes(ids, changed)


def _ids(entries: list[log.Entry]) -> set[int]:
    """Return the practices that entries of the change log tell of."""
    return {practice_id for _pk, practice_id, _at in entries if practice_id is not None}


def _open(state: State) -> Reader:
    """Return the index as it is after `state`, or later. Opening happens once for each generation and process."""
    with _here.lock:
        current = _here.reader
        is_same = current is not None and current.state.generation == state.generation
        if current is not None and is_same and current.state.position.progress > state.position.progress:
            return current  # another thread has gone further
        if current is not None and current.state == state:
            return current
        index = current.index if current is not None and is_same else store.open_generation(state.generation)
        held = current.sets if current is not None and is_same and current.state.sets == state.sets else None
        memory = following(current.memory, current.state, state) if current is not None else Memory()
        _here.reader = Reader(state, index, store.searcher(index), held or store.load_sets(state), memory)
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
