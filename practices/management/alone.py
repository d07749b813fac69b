"""Commands that a timer starts, and of which one run at a time is enough."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


class AlreadyRunning(Exception):
    """Another run is under way on this machine."""


@contextmanager
def only_run(command: str) -> Iterator[None]:
    """Hold the lock of all runs of a command on this machine, named as on the command line: 'send-alerts'.

    The system lets it go when the process ends, however it ends. Raise AlreadyRunning.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / f"{command}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning from None
        yield
