"""No request takes the loop that serves everybody more than moments, and each that makes no sense is told so."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from waitress.adjustments import Adjustments

from catalogue.parser import Parser

SIZE = 4000  # of what takes time squared: seconds, without `Parser`; some heads may be eight times as large
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
HEADS = {
    "digits after a scheme": b"GET a://%b X\r\n\r\n" % (b"1" * SIZE),
    "letters after a scheme": b"GET a://%b X\r\n\r\n" % (b"b" * 3 * SIZE),
    "blanks before a header's value": b"GET / HTTP/1.1\r\nX:%bx\r\n\r\n" % (b" " * 3 * SIZE),
    "blanks before what can't be in it": b"GET / HTTP/1.1\r\nX:%b\x7f\r\n\r\n" % (b"\t " * 2 * SIZE),
    "blanks over many lines": b"GET / HTTP/1.1\r\nX:%b\x7f\r\n\r\n" % ((b" \t" * 40 + b"\r\n ") * 200),
}
BODIES = {
    "a chunk's size without end": b"a" * (SIZE * 1000),
    "trailers without end": b"0\r\n" + b"a: b\r\n" * (SIZE * 200),
    "chunks of a byte": b"1\r\na\r\n" * (SIZE * 200),
    "empty lines": b"\r\n" * (SIZE * 500),
}
SENSELESS = {
    "an address with half a bracket": b"GET http://[::1 HTTP/1.1\r\n\r\n",
    "a length that Python reads no number in": b"POST / HTTP/1.1\r\nContent-Length: %b\r\n\r\n" % (b"1" * 5000),
    "a line that goes on in the next": b"GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n",
}


def received(sent: bytes) -> Parser:
    """Let a request be read as it comes from a socket: eight kilobytes at a time, until it is whole or refused."""
    parser = Parser(Adjustments(max_request_header_size=32_000, max_request_body_size=32_000_000))
    rest = sent
    while rest and not parser.completed:
        rest = rest[parser.received(rest[:8192]) :]
    return parser


@pytest.fixture
def quickly() -> Iterator[None]:
    started = time.thread_time()
    yield
    assert time.thread_time() - started < 0.5


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("sent", [*HEADS.values(), *(POST + body for body in BODIES.values())], ids=[*HEADS, *BODIES])
def test_what_would_take_long_is_refused_at_once(sent: bytes) -> None:
    parser = received(sent)
    assert parser.completed and parser.error.code == 400


@pytest.mark.parametrize("sent", SENSELESS.values(), ids=SENSELESS)
def test_what_makes_no_sense_is_answered(sent: bytes) -> None:
    assert received(sent).error.code == 400


@pytest.mark.parametrize(
    "line",
    [
        "GET /?q=a:b//c HTTP/1.1",
        "GET http://localhost/?q=1 HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "GET /",
        "GET a:// HTTP/1.0",
    ],
)
def test_other_lines_are_read_as_ever(line: str) -> None:
    parser = received(f"{line}\r\nA:\r\nB: \t b  b \r\nC:c\xe9\r\n\r\n".encode("latin-1"))
    assert parser.error is None
    assert parser.headers == {"A": "", "B": "b  b", "C": "c\xe9"}


def test_a_body_in_ordinary_chunks_is_read_whole() -> None:
    chunks = 5000
    parser = received(POST + b"1000;name=value\r\n%b\r\n" % (b"x" * 4096) * chunks + b"0\r\nX: y\r\n\r\n")
    assert parser.completed and parser.error is None
    assert len(parser.get_body_stream().read()) == chunks * 4096
