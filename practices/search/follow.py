"""Following the database: reading the change log from where the index stands, and rebuilding when it can't.

The log's numbers are given out in order but may commit out of order. So a number that
was skipped is remembered and looked for again, until its transaction has surely ended.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import tantivy
from django.db.models import Q

from practices import vocabularies
from practices.models import Change, Practice, change

from . import documents, schema, store
from .store import IndexDamaged, IndexUnavailable, State

logger = logging.getLogger(__name__)

LONGEST_TRANSACTION = 3600.0  # seconds: a skipped number older than this was rolled back
SECONDS_BETWEEN = 1.0  # others' changes are applied at most this often
MOST_ENTRIES = 20_000  # with more to catch up on, a rebuild is quicker
REBUILD_AT_ONCE = 2_000  # practices: up to here a reader waits for the rebuild
KEEP_ENTRIES = 100_000  # of the change log; an index that is further behind is rebuilt

Entry = tuple[int, int | None, datetime]


@dataclass(frozen=True)
class Reader:
    """An open index and the state that it shows."""

    state: State
    index: tantivy.Index
    searcher: tantivy.Searcher


class _Followed:
    """What this process knows: its open index, and when it last applied changes."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.reader: Reader | None = None
        self.applied_at = 0.0
        self.changes_seen = -1
        self.rebuilding: threading.Thread | None = None


_here = _Followed()


def reader() -> Reader:
    """Return the index, caught up with the database. Raise IndexUnavailable if that can't be done now."""
    state = store.read_state()
    if state is None:
        return heal("there is none that fits")
    try:
        if unread(state) and _is_time():
            state = _apply_new(state)
        return _open(state)
    except IndexDamaged as error:
        return heal(str(error))


def heal(reason: str) -> Reader:
    """Rebuild the index and return it. Raise IndexUnavailable if that takes longer than a reader would wait."""
    forget()
    return _open(_rebuild_for_a_reader(reason))


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None) -> State:
    """Build a new generation from the database and put it in the place of the old one, which answers meanwhile.

    `progress` is called with how many practices are done, and how many there are.
    """
    with store.lock("rebuild", seconds=0):
        generation, index = store.create()
        state = _start_of_log(State(generation, schema.fingerprint()))
        terms = vocabularies.read()
        ids = list(Practice.objects.published().order_by("pk").values_list("pk", flat=True))
        with store.writing(index, store.WRITER_MEMORY * 4) as writer:
            for start in range(0, len(ids), documents.BATCH):
                batch = ids[start : start + documents.BATCH]
                for document in documents.read(batch, terms):
                    writer.add_document(document.for_index())
                progress(min(start + documents.BATCH, len(ids)), len(ids))
        with store.lock("write", seconds=60):
            store.write_state(state)
            store.remove_others(generation)
        _prune_log()
    logger.info("Search index built: %d practices.", len(ids))
    return state


def forget() -> None:
    """Close this process's index, so that the next question opens it anew."""
    with _here.lock:
        _here.reader = None
        _here.applied_at = 0.0
        _here.changes_seen = -1


def unread(state: State) -> list[Entry]:
    """Return the entries that the index has not read. Raise IndexDamaged if the log is not the one it was reading."""
    wanted = Q(pk__gte=state.last_id) | Q(pk__in=state.missing) if state.missing else Q(pk__gte=state.last_id)
    rows = Change.objects.filter(wanted).order_by("pk").values_list("pk", "practice_id", "at")
    entries: list[Entry] = list(rows[: MOST_ENTRIES + 1])
    if state.last_id:
        at_last = [entry for entry in entries if entry[0] == state.last_id]
        if not at_last or at_last[0][2].isoformat() != state.last_at:
            raise IndexDamaged("It has lost its place in the change log.")
    if len(entries) > MOST_ENTRIES:
        raise IndexDamaged("It is too far behind the change log.")
    return [entry for entry in entries if entry[0] != state.last_id]


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
                entries = unread(state)
                if entries:
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


def _apply(state: State, entries: list[Entry]) -> State:
    ids = {practice_id for _pk, practice_id, _at in entries if practice_id is not None}
    new_state = _after(state, entries)
    with store.damage_told(), store.writing(_open(state).index, store.WRITER_MEMORY) as writer:
        for practice_id in ids:
            writer.delete_documents_by_term("id", practice_id)
        for document in documents.read(sorted(ids), vocabularies.at(new_state.version)):
            writer.add_document(document.for_index())
    store.write_state(new_state)
    return new_state


def _after(state: State, entries: Iterable[Entry]) -> State:
    """Return the state after these entries have been read."""
    entries = sorted(entries)
    read = {pk for pk, _practice_id, _at in entries}
    now = time.time()
    missing = {
        number: since
        for number, since in state.missing.items()
        if number not in read and now - since < LONGEST_TRANSACTION
    }
    last_id, _practice_id, last_at = entries[-1]
    if last_id > state.last_id:
        # Only a jump of a sensible size is a matter of open transactions.
        first = max(state.last_id + 1, last_id - MOST_ENTRIES)
        missing |= {number: now for number in range(first, last_id) if number not in read}
        state = replace(state, last_id=last_id, last_at=last_at.isoformat())
    of_vocabularies = sum(practice_id is None for _pk, practice_id, _at in entries)
    return replace(state, missing=missing, vocabulary_changes=state.vocabulary_changes + of_vocabularies)


def _start_of_log(state: State) -> State:
    """Return the state of an index that is about to read the whole database."""
    latest = list(Change.objects.order_by("-pk").values_list("pk", "practice_id", "at")[:1000])
    if not latest:
        return state
    return _after(replace(state, last_id=latest[-1][0] - 1), latest)


def _open(state: State) -> Reader:
    """Return the index as it is after `state`. Opening and reloading happen once for each state and process."""
    current = _here.reader
    if current is not None and current.state == state:
        return current
    with _here.lock:
        if current is not None and current.state.generation == state.generation:
            index = current.index
        else:
            index = store.open_generation(state.generation)
        with store.damage_told():
            index.reload()
            _here.reader = Reader(state, index, index.searcher())
        return _here.reader


def _rebuild_for_a_reader(reason: str) -> State:
    """Rebuild while the reader waits if that is quick; else in the background, and raise IndexUnavailable."""
    logger.info("The search index is rebuilt: %s.", reason)
    with _here.lock:
        if Practice.objects.published().count() <= REBUILD_AT_ONCE:
            try:
                return rebuild()
            except IndexUnavailable:
                if state := _built_by_another():
                    return state
                raise
        if _here.rebuilding is None or not _here.rebuilding.is_alive():
            _here.rebuilding = threading.Thread(target=_rebuild_quietly, name="search-rebuild", daemon=True)
            _here.rebuilding.start()
    raise IndexUnavailable("The search index is being built.")


def _built_by_another() -> State | None:
    """Wait for the process that is rebuilding, a little while, and return its state."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with suppress(IndexDamaged):
            if state := store.read_state():
                unread(state)
                return state
        time.sleep(0.05)
    return None


def _rebuild_quietly() -> None:
    from django.db import connection

    try:
        rebuild()
    except IndexUnavailable as error:
        logger.info("%s", error)
    except Exception:
        logger.exception("Rebuilding the search index failed.")
    finally:
        connection.close()


def _prune_log() -> None:
    """Delete old entries of the change log. An index that still needs them is rebuilt when it next looks."""
    latest = Change.objects.order_by("-pk").values_list("pk", flat=True).first()
    if latest and latest > KEEP_ENTRIES:
        Change.objects.filter(pk__lt=latest - KEEP_ENTRIES).delete()
