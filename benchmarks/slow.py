"""What readers wait while others are slow on purpose: our worker beside gunicorn's own, with the same application.

DATA_DIR=var/benchmarks/1000 python -m benchmarks.slow
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import multiprocessing
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

from benchmarks.throughput import free_port, wait_for

WORKERS = {"ours": "catalogue.worker.BufferingWorker", "gunicorn's threads": "gthread"}
COUNTS = (0, 8, 100, 1_000)
_PATIENCE = 10  # seconds after which a reader gives up
_BODY = b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n"
_PAGE = b"GET /practices/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
# What a slow client sends at once, and one byte a second of afterwards.
ATTACKS: dict[str, tuple[bytes, bytes]] = {
    "silent": (b"", b""),
    "headers, byte by byte": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", b"x"),
    "a body, byte by byte": (_BODY, b"x"),
    "takes no answer": (_PAGE * 4, b""),
}


def _connect(port: int) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.settimeout(1)
    client.connect(("127.0.0.1", port))
    return client


def _attack(port: int, count: int, first: bytes, more: bytes, is_over: Any) -> None:
    """Hold so many connections; open another for each that was closed."""
    clients: list[socket.socket] = []
    while True:
        for client in list(clients):
            try:
                client.send(more)
                if client.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) == b"":
                    raise ConnectionResetError
            except BlockingIOError:
                pass
            except OSError:
                clients.remove(client)
                client.close()
        with contextlib.suppress(OSError):
            while len(clients) < count:
                clients.append(_connect(port))
                clients[-1].send(first)
        if is_over.wait(1):
            break
    for client in clients:
        client.close()


def _reading(port: int, seconds: float, address: str) -> list[float]:
    """Return how long a reader waits for each of the answers that come in so many seconds; infinity for none."""
    waits = []
    until = time.perf_counter() + seconds
    while (started := time.perf_counter()) < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        try:
            connection.request("GET", address)
            connection.getresponse().read()
            waits.append(time.perf_counter() - started)
        except OSError:
            waits.append(float("inf"))
        finally:
            connection.close()
        time.sleep(0.02)
    return waits


@contextlib.contextmanager
def _server(worker: str) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "catalogue.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--threads", "8", "--log-level", "critical", "--worker-class", worker]
    environment = {**os.environ, "LOG_LEVEL": "CRITICAL"}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        _reading(port, 0.1, "/practices/")  # which is made then, and kept
        yield port
    finally:
        process.send_signal(signal.SIGKILL if worker == "gthread" else signal.SIGTERM)
        process.wait()


def _under(attack: str, count: int, port: int, measure: Callable[[], list[float]]) -> list[float]:
    is_over = multiprocessing.Event()
    attacker = multiprocessing.Process(target=_attack, args=(port, count, *ATTACKS[attack], is_over))
    attacker.start()
    time.sleep(2)
    try:
        return measure()
    finally:
        is_over.set()
        attacker.join(_PATIENCE)
        attacker.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each attack")
    options = parser.parse_args()
    _say("| server | others | how many | `/healthz`: median, worst | `/practices/`: median, worst | no answer |")
    _say("| --- | --- | ---: | ---: | ---: | ---: |")
    for name, worker in WORKERS.items():
        for attack in ATTACKS:
            for count in COUNTS:
                with _server(worker) as port:
                    found = [
                        _under(attack, count, port, lambda at=at, port=port: _reading(port, options.seconds / 2, at))  # type: ignore[misc]
                        for at in ("/healthz", "/practices/")
                    ]
                cells = [f"{_ms(statistics.median(waits))}, {_ms(max(waits))}" for waits in found]
                none = sum(wait == float("inf") for waits in found for wait in waits)
                _say(f"| {name} | {attack} | {count:,} | {cells[0]} | {cells[1]} | {none} |")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _ms(seconds: float) -> str:
    return "–" if seconds == float("inf") else f"{1000 * seconds:,.1f} ms"


if __name__ == "__main__":
    main()
