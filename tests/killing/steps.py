"""Steps at which a process can be told to die. Between some of them lies less time than a random moment would hit."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from practices.changelog import reader
from practices.search import store


def die(*args: Any, **options: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str) -> Callable[[], None]:
    """Return what makes this process die instead of calling a function."""
    return lambda: setattr(owner, name, die)


def after(owner: Any, name: str) -> Callable[[], None]:
    """Return what makes this process die when a function has done its work."""
    function = getattr(owner, name)

    def last(*args: Any, **options: Any) -> None:
        function(*args, **options)
        die()

    return lambda: setattr(owner, name, last)


def before_the_commit() -> None:
    """Die when everything is written and nothing committed."""
    writing = store.writing

    @contextmanager
    def dying(*args: Any) -> Iterator[Any]:
        with writing(*args) as writer:
            yield writer
            die()

    store.writing = dying


def with_half_of_the_old_files_gone() -> None:
    def remove_half(path: Path, **options: Any) -> None:
        files = sorted(path.iterdir())
        for file in files[: len(files) // 2]:
            file.unlink()
        die()

    shutil.rmtree = remove_half


_BOTH: dict[str, Callable[[], None]] = {
    "nothing committed": before_the_commit,
    "the index committed, but not the state": before(store, "write_state"),
    "the state written beside its place": before(Path, "replace"),
    "the state in its place": after(store, "write_state"),
    "everything but the log's old entries": before(reader, "prune"),
}
CATCHING_UP = {"an index opened": after(store, "open_generation"), **_BOTH}
REBUILDING = {
    "an empty generation": after(store, "create"),
    **_BOTH,
    "half of the old files gone": with_half_of_the_old_files_gone,
    "the old files gone": after(store, "remove_others"),
}
