"""One machine: a process that has Django ready and forks others, so that a new one is there within milliseconds.

`python -m tests.killing.machine NAME FOLDER` reads commands from its standard input, a JSON list on each line, and
answers each with a line. It opens no connection and no index itself: what it forks must not share any.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from pathlib import Path

import django
from django.conf import settings


class Machine:
    """Forks processes and knows which of them run."""

    def __init__(self, name: str, folder: Path) -> None:
        from .phases import open_map

        self.name, self.folder = name, folder
        self.seats = open_map(folder / f"phases-{name}")
        self.running: set[int] = set()

    def start(self, program: str, seat: int, who: str) -> int:
        """Fork a process and return its id."""
        if pid := os.fork():
            self.running.add(pid)
            return pid
        try:
            self._be(program, seat, who)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)

    def ended(self, pid: int) -> int | None:
        """Return the exit code of a process, negative if a signal ended it, or nothing while it runs."""
        found, status = os.waitpid(pid, os.WNOHANG)
        if not found:
            return None
        self.running.discard(pid)
        return os.waitstatus_to_exitcode(status)

    def stop(self) -> None:
        """Kill whoever still runs."""
        for pid in self.running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _be(self, program: str, seat: int, who: str) -> None:
        from .journal import Journal
        from .phases import Phase
        from .programs import Process, run

        os.close(0)
        journal = Journal(self.folder / "journal", who)
        phase = Phase(self.seats, seat, lambda text: journal.note("phase", phase=text))
        run(program, Process(journal, phase, self.folder), seat)


def warm_up() -> None:
    """Load what the first request would, as far as it needs no database."""
    from django.template.loader import get_template
    from django.urls import reverse
    from django.utils.translation import override

    from . import programs  # noqa: F401

    importlib.import_module("psycopg_pool")

    for language, _name in settings.LANGUAGES:
        with override(language):
            reverse("browse")
    get_template("practices/browse.html")


def answer(value: object) -> None:
    """Answer the test."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main(name: str, folder: str) -> None:
    """Obey until standard input ends, which it does when the test does."""
    django.setup()
    warm_up()
    machine = Machine(name, Path(folder))
    commands = {"start": machine.start, "ended": machine.ended}
    answer("ready")
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        answer(commands[command](*arguments))
    machine.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
