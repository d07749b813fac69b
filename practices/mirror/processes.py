"""Copying in several processes. This module is read by new ones before Django is ready, so it imports nothing of ours
until then.
"""

from __future__ import annotations

import datetime
import logging
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from .copying import Copied, Copier
    from .folder import Entry

    Task = tuple[str, Entry | None, str]  # an address, what was written for it, and its edition if that is known
    Copy = Callable[[Iterable[Task]], Iterator[Copied]]

_OF_REQUESTS = ("practices.access", "django.request")  # loggers that tell of each request, refused ones among them
_BATCH = 20  # addresses that a process is given at once
_copier: Copier | None = None  # of a process that does nothing else


@contextmanager
def copying(path: Path, today: datetime.date, jobs: int) -> Iterator[Copy]:
    """Give a function that copies, in this process or in several new ones."""
    if jobs == 1:
        from .copying import Copier

        copier = Copier(path, today)
        _told_from(logging.ERROR)
        try:
            yield lambda tasks: (copier.copy(*task) for task in tasks)
        finally:
            _told_from(logging.NOTSET)
        return
    context = multiprocessing.get_context("spawn")  # a copy of this process would share its connections
    with ProcessPoolExecutor(jobs, context, _begin, (path, today)) as processes:
        yield lambda tasks: (one for some in processes.map(_copy, _batches(tasks)) for one in some)


def _told_from(level: int) -> None:
    """Tell of requests from a level on. No reader made those of a mirror, and there are tens of thousands."""
    for name in _OF_REQUESTS:
        logging.getLogger(name).setLevel(level)


def _begin(path: Path, today: datetime.date) -> None:
    """Make a new process ready to copy."""
    global _copier
    django.setup()
    _told_from(logging.ERROR)
    from .copying import Copier

    _copier = Copier(path, today)


def _copy(tasks: list[Task]) -> list[Copied]:
    if _copier is None:
        raise RuntimeError("this process was not made ready")
    return [_copier.copy(*task) for task in tasks]


def _batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    tasks = iter(tasks)
    while batch := list(islice(tasks, _BATCH)):
        yield batch
