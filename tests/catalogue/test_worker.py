"""The server lets nobody be slow at the cost of the others, and believes no header that it was not told to believe."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.conf import settings
from waitress.utilities import BadRequest

from catalogue import shedding
from catalogue.shedding import Overloaded
from catalogue.worker import MOST_BODY, MOST_HEAD
from practices.views import fault

TIMEOUT = 1  # seconds that a client may be slow
MOST, MOST_OF_ONE = 12, 8  # connections
_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


@contextlib.contextmanager
def serving(files: int | None = None, **variables: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Serve with two threads, and with so many open files at the most. Yields the port, and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.catalogue.told:application", "--log-level", "critical"]
    command += ["--bind", f"127.0.0.1:{port}", "--threads", "2", "--worker-class", "catalogue.worker.BufferingWorker"]
    environment = {
        **os.environ,
        "CLIENT_TIMEOUT": str(TIMEOUT),
        "MAX_CONNECTIONS": str(MOST),
        "MAX_CONNECTIONS_PER_ADDRESS": str(MOST_OF_ONE),
        **variables,
    }
    if files is not None:
        command = ["sh", "-c", f'ulimit -n {files} && exec "$@"', "sh", *command]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(OSError), connected(port):
                break
            time.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as (number, _process):
        yield number


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def ask(port: int, path: str = "/", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """Ask once, on a connection of its own. Returns the status, and what the application was told."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()


def is_closed(client: socket.socket, within: float) -> bool:
    """Whether the server closes a connection in so many seconds."""
    client.settimeout(within)
    with contextlib.suppress(ConnectionError):
        try:
            while client.recv(1 << 20):
                pass
        except TimeoutError:
            return False
    return True


def drip(client: socket.socket) -> bool:
    """Send a byte again and again. Whether the server puts an end to it in time."""
    until = time.monotonic() + TIMEOUT + 3
    while time.monotonic() < until:
        with contextlib.suppress(TimeoutError):
            try:
                client.sendall(b"x")
                client.settimeout(0.1)
                if client.recv(1) == b"":
                    return True
            except ConnectionError:
                return True
    return False


SLOW: dict[str, Callable[[socket.socket], bool]] = {
    "silent": lambda client: is_closed(client, TIMEOUT + 3),
    "sends headers byte by byte": lambda client: (client.sendall(_HEAD + b"X: "), drip(client))[1],
    "sends a body byte by byte": lambda client: (
        client.sendall(_HEAD + b"Content-Length: 100000\r\n\r\n"),
        drip(client),
    )[1],
    "takes no answer": lambda client: (
        client.sendall(_HEAD.replace(b"/ ", b"/large ") + b"\r\n"),
        time.sleep(TIMEOUT + 2.5),
        is_closed(client, 1),
    )[2],
}


def test_who_is_slow_is_shut_out_in_time(port: int) -> None:
    def is_shut_out(how: str) -> bool:
        with connected(port) as client:
            return SLOW[how](client)

    with ThreadPoolExecutor() as at_once:
        assert dict(zip(SLOW, at_once.map(is_shut_out, SLOW), strict=True)) == dict.fromkeys(SLOW, True)


def test_a_whole_answer_is_taken_at_leisure(port: int) -> None:
    status, text = ask(port, "/large")
    assert (status, len(text)) == (200, 10_000_000)


@pytest.mark.parametrize("first", [b"", _HEAD, _HEAD + b"Content-Length: 1000\r\n\r\nx"])
def test_more_slow_clients_than_there_is_room_for_stop_nobody(port: int, first: bytes) -> None:
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(connected(port)) for _client in range(3 * MOST)]
        for client in slow:
            with contextlib.suppress(ConnectionError):
                client.sendall(first)
        started = time.monotonic()
        assert ask(port)[0] == 200
        assert time.monotonic() - started < TIMEOUT  # long before they are shut out for being slow
        # Those that have waited longest made room for the others.
        assert all(is_closed(client, 0.5) for client in slow[: 3 * MOST - MOST_OF_ONE])
        assert not is_closed(slow[-1], 0.01)


def test_monitors_are_answered_while_all_others_wait(port: int) -> None:
    with ThreadPoolExecutor(6) as readers:
        waiting = [readers.submit(ask, port, "/later") for _ in range(6)]  # two threads, half a second each
        time.sleep(0.1)
        began = time.monotonic()
        for path in ("/healthz", "/readyz", "/metrics"):
            assert ask(port, path)[0] == 200
        assert time.monotonic() - began < 0.4
        assert not all(one.done() for one in waiting)


def test_no_header_makes_another_environment(port: int) -> None:
    said = {
        "SCRIPT_NAME": "/practices",
        "Script-Name": "/practices",
        "PATH_INFO": "/admin/",
        "REMOTE_ADDR": "192.0.2.1",
        "X-Forwarded-For": "192.0.2.1",
        "X_Forwarded_Proto": "https",
        "X-Forwarded-Proto": "https",
        "Forwarded": "for=192.0.2.1;proto=https",
    }
    told = ask(port, "/practices/", headers=said)[1].decode()
    assert '"SCRIPT_NAME": ""' in told and '"PATH_INFO": "/practices/"' in told
    assert '"REMOTE_ADDR": "127.0.0.1"' in told and "192.0.2.1" not in told and "https" not in told


def test_behind_a_proxy_its_headers_count_and_it_may_hold_more() -> None:
    with serving(BEHIND_PROXY="yes") as (port, _process), contextlib.ExitStack() as stack:
        for _client in range(MOST - 1):
            stack.enter_context(connected(port))
        told = ask(port, headers={"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"})[1].decode()
        assert '"HTTP_X_FORWARDED_FOR": "192.0.2.1"' in told and '"HTTP_X_FORWARDED_PROTO": "https"' in told


def test_what_is_too_much_is_refused_at_once_and_nothing_that_was_sent() -> None:
    def answer(first_line: str, accept: str = "text/html") -> tuple[float, str]:
        started = time.monotonic()
        with connected(port) as client:
            client.sendall(f"{first_line} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode())
            return time.monotonic() - started, client.recv(2000).decode()

    with (
        serving(MAX_WAITING="2", MAX_CONNECTIONS_PER_ADDRESS="100") as (port, _process),
        ThreadPoolExecutor(20) as many,
    ):
        held = [many.submit(answer, "GET /later") for _reader in range(2)]
        time.sleep(0.15)  # both threads are busy, for another third of a second
        line = [many.submit(answer, "GET /later") for _reader in range(2)]
        time.sleep(0.05)
        refused = [many.submit(answer, "GET /later") for _reader in range(6)]
        others = [many.submit(answer, line) for line in ("POST /later", "GET /healthz")]
        for one in refused:
            seconds, text = one.result()
            assert text.startswith("HTTP/1.1 503 ") and "\r\nRetry-After: 10\r\n" in text
            assert seconds < 0.25
        assert all(one.result()[1].startswith("HTTP/1.1 200 ") for one in (*held, *line, *others))


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, True),
        ({"command": "HEAD"}, True),
        ({"command": "POST"}, False),
        ({"path": "/healthz"}, False),
        ({"headers": {"COOKIE": "a=b; sessionid=c"}}, False),
        ({"error": BadRequest("")}, False),
    ],
)
def test_only_what_is_read_is_refused_and_not_to_curators(given: dict[str, object], refused: bool) -> None:
    usual = {"error": None, "command": "GET", "path": "/practices/", "headers": {}}
    assert shedding._may_be_refused(SimpleNamespace(**usual | given)) is refused


def test_what_is_refused_has_words_in_the_language_of_the_address() -> None:
    pages = {"en": b"busy", "fr": b"plus tard"}

    def said(path: str, accept: str) -> tuple[str, bytes]:
        request = SimpleNamespace(path=path, headers={"ACCEPT": accept})
        _status, headers, body = Overloaded(request, pages).to_response()
        return dict(headers)["Content-Type"], body

    assert said("/fr/practices/", "text/html,*/*") == ("text/html; charset=utf-8", b"plus tard")
    assert said("/practices/", "text/html") == ("text/html; charset=utf-8", b"busy")
    assert said("/fr/", "*/*")[0] == "text/plain; charset=utf-8"


def test_the_site_has_a_page_for_it_in_each_language() -> None:
    for code, page in fault.pages_when_busy().items():
        assert f'<html lang="{code}">' in page.decode() and "<form" not in page.decode()


def test_where_the_machine_allows_few_files_there_are_fewer_connections() -> None:
    most = {"MAX_CONNECTIONS": "500", "MAX_CONNECTIONS_PER_ADDRESS": "500"}
    with serving(files=170, **most) as (port, _process), contextlib.ExitStack() as stack:
        for _client in range(200):
            stack.enter_context(connected(port)).sendall(_HEAD)
        started = time.monotonic()
        assert ask(port)[0] == 200
        assert time.monotonic() - started < TIMEOUT


def test_what_is_too_large_is_refused_before_it_is_read(port: int) -> None:
    assert ask(port, headers={"X": "x" * MOST_HEAD})[0] == 431
    with connected(port) as client:
        client.sendall(_HEAD + b"Content-Length: %d\r\n\r\n" % (MOST_BODY + 1))
        assert client.recv(100).startswith(b"HTTP/1.1 413 ")


def test_what_makes_no_sense_is_answered(port: int) -> None:
    with connected(port) as client:
        client.sendall(_HEAD.replace(b"/ ", b"http://[::1 ") + b"\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_server_that_stops_gives_the_answers_that_it_has_begun() -> None:
    with serving() as (port, process), connected(port) as client:
        client.sendall(_HEAD.replace(b"/ ", b"/later ") + b"\r\n")
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert client.recv(100).startswith(b"HTTP/1.1 200 ")
        assert process.wait(10) == 0
