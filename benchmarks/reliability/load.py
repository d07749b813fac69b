"""Readers and writers of a drill: threads that ask one after another, and note each answer."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

NO_ANSWER, REFUSED = 0, -1  # nothing, or not all of it; no server there to be asked
PAGES = ("/", "/practices/", "/fr/practices/?country=MA", "/es/", "/countries/", "/about/", "/api/v1/facets")
BROWSER = {"Accept": "text/html,application/xhtml+xml", "Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Answer:
    """What came of one request."""

    status: int
    seconds: float
    at: float  # when it came, on the clock of time.monotonic()
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_kept(self) -> bool:
        """Whether it is a page from before the database was gone."""
        return "warning" in self.headers


def ask(port: int, path: str, patience: float = 30.0, headers: dict[str, str] | None = None) -> Answer:
    """Ask once, on a connection of its own."""
    started = time.monotonic()
    try:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=patience)) as connection:
            connection.request("GET", path, headers={**BROWSER, **(headers or {})})
            answer = connection.getresponse()
            body = answer.read()
            found = {name.lower(): value for name, value in answer.getheaders()}
            status = answer.status
    except ConnectionRefusedError:
        status, found, body = REFUSED, {}, b""
    except (OSError, http.client.HTTPException):
        status, found, body = NO_ANSWER, {}, b""
    now = time.monotonic()
    return Answer(status, now - started, now, path, found, body)


def thinking(pause: float) -> float:
    """Return seconds around a pause, so that a crowd does not ask in step."""
    return pause * random.uniform(0.5, 1.5)


class Crowd:
    """Threads that go on with something until it is over."""

    _threads: list[threading.Thread]
    _is_over: threading.Event

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join(60)


class Readers(Crowd):
    """Readers who ask for pages in turn until they are told to stop."""

    def __init__(self, port: int, count: int, paths: Iterable[str], pause: float = 0.0) -> None:
        self.answers: list[Answer] = []
        self._port, self._paths, self._pause = port, itertools.cycle(paths), pause
        self._turn = threading.Lock()  # generators take one at a time
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._read, daemon=True) for _reader in range(count)]

    def _read(self) -> None:
        self._is_over.wait(random.uniform(0, self._pause))
        while not self._is_over.is_set():
            with self._turn:
                path = next(self._paths)
            self.answers.append(ask(self._port, path))
            self._is_over.wait(thinking(self._pause))


def with_new(paths: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Yield paths again and again, and after each round one that nobody has asked for: `new` with a number."""
    for number in itertools.count():
        yield from paths
        yield f"{new[number % len(new)]}{number}"


def between(answers: Sequence[Answer], since: float, until: float) -> list[Answer]:
    """Return the answers to questions that were asked and answered in a stretch of time."""
    return [one for one in answers if since <= one.at - one.seconds and one.at <= until]


def statuses(answers: Sequence[Answer]) -> str:
    """Return how many answers there were of each status."""
    names = {NO_ANSWER: "none", REFUSED: "no server"}
    counts = Counter(names.get(one.status, str(one.status)) for one in answers)
    return ", ".join(f"{status}: {count}" for status, count in sorted(counts.items())) or "no answers"


def waits(answers: Sequence[Answer]) -> str:
    """Return how long answers took: median, 99 of 100, the longest."""
    seconds = sorted(one.seconds for one in answers)
    if not seconds:
        return "-"
    late = seconds[int(0.99 * len(seconds))]
    return f"median {statistics.median(seconds):.3f} s, 99 %: {late:.3f} s, worst {seconds[-1]:.3f} s"


def heals(port: int, path: str, within: float) -> float:
    """Return after how many seconds a page is answered as usual again; infinity if not in so many."""
    started = time.monotonic()
    while time.monotonic() - started < within:
        answer = ask(port, path, patience=within)
        if answer.status == 200 and not answer.is_kept:
            return time.monotonic() - started
        time.sleep(0.05)
    return float("inf")
