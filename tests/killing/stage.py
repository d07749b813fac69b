"""The test's side: a database, machines that share it, the processes on them, and their ends."""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings

from tests import prepared

from . import phases
from .journal import Journal, Note, now, read

PATIENCE = 90.0  # seconds in which something must happen that happens several times a second


class Machine:
    """A machine and its folder, in which it keeps its own index."""

    def __init__(self, name: str, folder: Path, database: str) -> None:
        self.name, self.folder = name, folder / name
        self.folder.mkdir()
        self.index = self.folder / "index"
        self.log = self.folder / "log"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.killing.settings",
            "DATABASE_URL": database,
            "DATA_DIR": str(self.folder),
            "SEARCH_INDEX_DIR": str(self.index),
            "LOG_LEVEL": "INFO",
        }
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.killing.machine", name, str(folder)],
                cwd=settings.BASE_DIR,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._answer() == "ready"
        self.seats = phases.open_map(folder / f"phases-{name}")

    def do(self, command: str, *arguments: Any) -> Any:
        """Have the machine do something, and return its answer."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([command, *arguments]) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def run(self, program: str, number: int = 0, code: int = 0) -> None:
        """Run a program that ends by itself, with this exit code."""
        ended = self.end_of(self.do("start", program, number, f"{program} {number} on {self.name}"))
        assert ended == code, f"{program} {number} ended with {ended}.\n{self.log.read_text()}"

    def end_of(self, pid: int) -> int:
        """Wait for the end of a process and return its exit code."""
        until = now() + PATIENCE
        while now() < until:
            code = self.do("ended", pid)
            if code is not None:
                return int(code)
            time.sleep(0.002)
        raise AssertionError(f"A process did not end within {PATIENCE} seconds.\n{self.log.read_text()}")

    def stop(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()

    def _answer(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, f"The machine has died.\n{self.log.read_text()}"
        return json.loads(line)


@dataclass
class Actor:
    """A place for a process: when one is killed, the next one takes it."""

    machine: Machine
    program: str
    seat: int
    lives: int = 0
    pid: int = 0

    @property
    def phase(self) -> int:
        return self.machine.seats[self.seat]

    def start(self) -> None:
        self.lives += 1
        self.pid = self.machine.do("start", self.program, self.seat, self.who)

    @property
    def who(self) -> str:
        return f"{self.program} {self.seat}.{self.lives} on {self.machine.name}"


@dataclass
class Stage:
    """Everything that belongs to one performance."""

    folder: Path
    machines: list[Machine]
    journal: Journal
    kills: Counter[str] = field(default_factory=Counter)

    def play(self, actors: list[Actor], wanted: dict[int, int]) -> None:
        """Kill actors until each phase has had as many kills as wanted; then all of them at once."""
        left = Counter(wanted)
        for actor in actors:
            actor.start()
        while +left:
            actor = self._somebody_in(actors, +left)
            # To the middle of it, or its end. Whoever finds it over dies all the same, and counts for what they are in.
            time.sleep(random.uniform(0, 0.06))
            left[self._kill(actor)] -= 1
            actor.start()
        for actor in actors:
            self._strike(actor)
        for actor in actors:
            self._bury(actor)

    def deaths_in_a_phase(self) -> int:
        """How many were killed in the midst of something."""
        return self.kills.total() - self.kills[phases.NAMES[phases.BETWEEN]]

    def check(self) -> None:
        """Compare each machine's index with the database."""
        for machine in self.machines:
            machine.run("check")

    def notes(self) -> list[Note]:
        """Return what everybody has noted."""
        return read(self.folder / "journal")

    def _somebody_in(self, actors: list[Actor], wanted: Counter[int]) -> Actor:
        until = now() + PATIENCE
        while now() < until:
            if found := [actor for actor in actors if actor.phase in wanted and actor.program != "witness"]:
                return random.choice(found)
            time.sleep(0.001)
        names = [phases.NAMES[phase] for phase in wanted]
        raise AssertionError(f"Nobody was {' or '.join(names)} for {PATIENCE} seconds.\n{self.logs()}")

    def logs(self) -> str:
        """The last lines of all logs."""
        return "\n".join(f"{machine.name}:\n{machine.log.read_text()[-5000:]}" for machine in self.machines)

    def _kill(self, actor: Actor) -> int:
        self._strike(actor)
        return self._bury(actor)

    def _strike(self, actor: Actor) -> None:
        # Its machine has not waited for it, so that the number is still its own.
        os.kill(actor.pid, signal.SIGKILL)

    def _bury(self, actor: Actor) -> int:
        """Note the phase in which somebody died, and return it."""
        code = actor.machine.end_of(actor.pid)
        phase = actor.phase
        self.kills[phases.NAMES[phase]] += 1
        self.journal.note("killed", victim=actor.who, phase=phases.NAMES[phase], code=code)
        actor.machine.seats[actor.seat] = phases.BETWEEN
        return phase


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """Set a stage: on PostgreSQL two machines, on SQLite one, since there the database is a file of the machine."""
    names = ["one", "two"] if settings.VENDOR == "postgresql" else ["one"]
    with ExitStack() as stack:
        database = stack.enter_context(_database(folder))
        machines = []
        for name in names:
            machines.append(Machine(name, folder, database))
            stack.callback(machines[-1].stop)
        machines[0].run("prepare")
        for machine in machines:
            machine.run("build")
        yield Stage(folder, machines, Journal(folder / "journal", "the test"))


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """Make a database that is migrated and empty, and yield its address."""
    migrated = prepared.migrated()
    if settings.VENDOR == "sqlite":
        shutil.copy(migrated, folder / "catalogue.sqlite3")
        yield f"sqlite:///{folder / 'catalogue.sqlite3'}"
        return
    server = settings.DATABASE_URL
    name = f"killing_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated.name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
