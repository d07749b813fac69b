"""Reads requests with waitress, but for those that would take it time squared.

It reads in the loop that serves everybody. A request line of 15,000 bytes took its regular expressions half a minute,
in which nobody was served.
"""

from __future__ import annotations

import re

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest

MOST_FRAMING = 200_000  # bytes of a chunked body that are not what it holds: sizes of chunks, trailers

# Each in time that grows with the length alone. What passes them, waitress reads as quickly.
_FIRST_LINE = re.compile(rb"[^ ]+ [^ ]+(?: HTTP/[0-9]\.[0-9])?")
# Control characters, lines that go on in the next (RFC 9112 has done away with them), and blanks as nobody sends them.
_NO_HEADERS = re.compile(rb"[^\t\r\n\x20-\x7e\x80-\xff]|\n[ \t]|[ \t]{100}")


class Parser(HTTPRequestParser):
    """One request, refused (400) where it makes no sense or would take long to read."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read request line and headers. Raise ParsingError where they are refused."""
        first_line, _end, headers = header_plus.partition(b"\r\n")
        if not _FIRST_LINE.fullmatch(first_line.rstrip()):
            raise ParsingError("Start line is invalid")
        if _NO_HEADERS.search(headers):
            raise ParsingError("Invalid header")
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # of an address, or a number of too many digits
            raise ParsingError("Invalid header or address") from error

    def received(self, data: bytes) -> int:
        """Read what has come. Return how much of it belongs to this request."""
        consumed: int = super().received(data)
        if self.chunked and self.body_bytes_received - len(self.body_rcv) > MOST_FRAMING:
            self.error = BadRequest("Too little in too many chunks")
            self.completed = True
        return consumed
