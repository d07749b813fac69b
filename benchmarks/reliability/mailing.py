"""A mail server of a drill: it takes each mail after a moment, and remembers it."""

from __future__ import annotations

import contextlib
import email
import random
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator


class _Conversation(socketserver.StreamRequestHandler):
    """One client, in as much SMTP (RFC 5321) as Django speaks without signing in."""

    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                self._say("354 go on")
                mail = b"".join(iter(self.rfile.readline, b".\r\n"))
                time.sleep(random.uniform(0, self.server.slowness))
                self.server.take(mail)
            self._say("221 bye" if command == b"QUIT" else "250 ok")
            if command == b"QUIT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a port of its own. `slowness`: seconds that it takes at the most for a mail."""

    daemon_threads = True

    def __init__(self, slowness: float = 0.3) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.slowness = slowness
        self._lock = threading.Lock()
        self.taken: Counter[str] = Counter()  # by text
        self.same: Counter[str] = Counter()  # by Message-ID

    def handle_error(self, *_given: object) -> None:
        """Say nothing of clients that were killed."""

    def take(self, mail: bytes) -> None:
        """Remember a mail."""
        message = email.message_from_bytes(mail)
        with self._lock:
            self.taken[bytes(message.get_payload(decode=True)).decode()] += 1
            self.same[str(message["Message-ID"])] += 1

    def count(self, word: str) -> int:
        """Return how many mails had a word in them."""
        with self._lock:
            return sum(number for text, number in self.taken.items() if word in text)

    @property
    def same_twice(self) -> int:
        """How many mails came again as the same mail, by their Message-ID."""
        return sum(number > 1 for number in self.same.values())

    @property
    def variables(self) -> dict[str, str]:
        """What a site must be told to use it."""
        port = self.server_address[1]
        return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "EMAIL_USE_TLS": "no"}


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server that is gone afterwards."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
