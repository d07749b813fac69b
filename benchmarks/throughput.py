"""Measuring requests per second as `make run` serves them, beside a constant page of the same size.

DATA_DIR=var/benchmarks/1000 python -m benchmarks.throughput result.json
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from benchmarks import machine, site
from benchmarks.client import HOST
from benchmarks.questions import QUESTIONS
from practices.models import Country, MigrationPhase

Request = tuple[str, dict[str, str]]

_PATIENCE = 60  # seconds for the server to start
_WORDS = "workers training rights agencies remittances return contracts information skills women bilateral seasonal"
_COPIES = 50  # of different pages, that are asked for again


@contextlib.contextmanager
def server() -> Iterator[tuple[int, int]]:
    """Serve as `make run` does. Yields the port and the process's number."""
    port = free_port()
    process = subprocess.Popen(
        ["make", "--no-print-directory", "serve", f"PORT={port}", f"PY={sys.executable}"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.serving", "LOG_LEVEL": "WARNING"},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def free_port() -> int:
    """Return the number of a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    """Wait until the server is ready. Raise OSError if that takes longer than a minute."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def addresses(base: str) -> list[str]:
    """Return thousands of different questions, so that hardly any comes twice: words and countries, each by phase."""
    firsts = [("q", word) for word in _WORDS.split()]
    firsts += [("country", value) for value in Country.objects.order_by("pk").values_list(Country.VALUE, flat=True)]
    phases = [
        ("migration_phase", slug) for slug in MigrationPhase.objects.order_by("pk").values_list("slug", flat=True)
    ]
    asked = [
        f"{base}?{urlencode([pair for pair in pairs if pair])}" for pairs in itertools.product(firsts, (None, *phases))
    ]
    random.Random(1).shuffle(asked)
    return asked


def measure(seconds: float) -> dict[str, Any]:
    """Return requests per second for every kind of answer, and the memory of the workers before and after."""
    asked = {
        "browse": addresses(site.BROWSE),
        "practice": site.practice_addresses(2_000),
        "API": addresses(site.API),
    }
    with server() as (port, pid):
        for question in QUESTIONS:
            _answer(port, site.address(question))
        result: dict[str, Any] = {"memory_at_start": _memory_of_workers(pid), "kinds": {}}
        for name, different in asked.items():
            answers = [_answer(port, address) for address in different[:_COPIES]]
            size = sum(length for _headers, length in answers) // len(answers)
            copies = [(address, headers) for address, (headers, _size) in zip(different, answers, strict=False)]
            kinds: dict[str, list[Request]] = {
                name: [(address, {}) for address in different],
                f"{name}, kept": [(address, {}) for address, _headers in copies],
                f"{name}, unchanged": copies,
                f"{name}, constant": [(f"/constant/{size}", {})],
            }
            for kind, requests in kinds.items():
                result["kinds"][kind] = {"bytes": size, **_loaded(port, requests, seconds)}
        result["memory"] = _memory_of_workers(pid)
    return result


def _answer(port: int, address: str) -> tuple[dict[str, str], int]:
    """Ask the server once. Return the headers to ask with again, and how many bytes came."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers={"Host": HOST})
    with urllib.request.urlopen(request) as response:
        return site.conditions(response.headers), len(response.read())


def _loaded(port: int, requests: list[Request], seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        asked, found = Path(folder) / "requests.json", Path(folder) / "result.json"
        asked.write_text(json.dumps(requests))
        arguments = ["-m", "benchmarks.client", port, asked, found, "--seconds", seconds]
        subprocess.run([sys.executable, *map(str, arguments)], check=True)
        result: dict[str, Any] = json.loads(found.read_text())
        return result


def _memory_of_workers(pid: int) -> list[dict[str, int]]:
    """Return the memory of the processes below one that have none below them."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [memory for child in below for memory in _memory_of_workers(int(child))] or [machine.memory(pid)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path)
    parser.add_argument("--seconds", type=float, default=30.0, help="for each kind of answer")
    options = parser.parse_args()
    machine.use_cores(2)
    options.result.write_text(json.dumps(measure(options.seconds)))


if __name__ == "__main__":
    main()
