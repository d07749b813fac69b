"""Limits by the minute: over all processes where a server counts, in each where none does or it is gone."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client, RequestFactory

from practices.web import counts

SERVER = shutil.which("redis-server") or shutil.which("valkey-server")
needs_a_server = pytest.mark.skipif(
    SERVER is None or importlib.util.find_spec("redis") is None,
    reason="needs redis-server or valkey-server, and the package redis (`make shared`)",
)
ASKED = RequestFactory().get("/")


@pytest.fixture(autouse=True)
def _anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(counts.time, "time", lambda: 600_030.0)  # half a minute is left
    counts.forget()
    yield
    counts.forget()


@pytest.fixture
def server(tmp_path: Path, settings: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A server of its own, on a socket in a folder that ends with the test."""
    socket = tmp_path / "socket"
    command = [str(SERVER), "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while not socket.exists() and time.monotonic() < until:
        time.sleep(0.01)
    settings.CACHE_URL = f"unix://{socket}"
    yield process
    process.kill()
    process.wait()


def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what this process knows by itself, as another one would know nothing of it."""
    counts.forget()
    monkeypatch.setattr(counts, "_own", LocMemCache(f"of-another-{time.monotonic_ns()}", {}))


@needs_a_server
def test_a_server_counts_for_all_processes(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counts.count("export", ASKED) == (1, 30)
    another_process(monkeypatch)
    assert counts.count("export", ASKED) == (2, 30)
    assert counts.count("export", ASKED, -1) == (1, 30)
    assert counts.count("search", ASKED) == (1, 30)
    assert counts.count("export", RequestFactory(REMOTE_ADDR="192.0.2.7").get("/")) == (1, 30)


@needs_a_server
def test_none_is_lost_that_comes_at_the_same_moment(server: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _time: counts.count("API", ASKED).times, range(400)))
    assert sorted(found) == list(range(1, 401))


@needs_a_server
def test_a_server_that_is_gone_keeps_nobody_waiting(server: Any, caplog: pytest.LogCaptureFixture) -> None:
    counts.count("API", ASKED)
    server.kill()
    server.wait()
    began = time.monotonic()
    assert [counts.count("API", ASKED).times for _time in range(3)] == [1, 2, 3]
    assert time.monotonic() - began < 1
    assert len(caplog.records) == 1, "the log is told once, not each time"


@needs_a_server
def test_what_stands_in_the_server_names_nobody(server: Any, settings: Any) -> None:
    counts.count("API", RequestFactory(REMOTE_ADDR="192.0.2.7").get("/"))
    client: Any = counts._server(settings.CACHE_URL)._cache.get_client()
    [key] = client.keys("*")
    assert b"192.0.2" not in key and b"API" not in key
    assert 0 < client.ttl(key) <= 2 * counts.WINDOW


def test_without_one_each_process_counts(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.CACHE_URL == ""
    assert [counts.count("API", ASKED).times for _time in range(2)] == [1, 2]
    another_process(monkeypatch)
    assert counts.count("API", ASKED).times == 1


@pytest.mark.usefixtures("catalogue")
def test_files_and_searches_have_a_limit(client: Client, settings: Any) -> None:
    settings.EXPORT_RATE_LIMIT, settings.SEARCH_RATE_LIMIT = 2, 1
    for address in ("/practices/export.csv", "/fr/practices/export.json?q=x", "/practices/?q=x", "/practices/"):
        assert client.get(address).status_code == 200
    for address in ("/practices/export.csv", "/fr/practices/export.csv", "/practices/?country=MA"):
        refused = client.get(address)
        assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (429, "30", "no-store")
        assert "30" in refused.text
    assert client.get("/practices/").status_code == client.get("/about/").status_code == 200
    assert client.get("/practices/?q=x", REMOTE_ADDR="192.0.2.7").status_code == 200
