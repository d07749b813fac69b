"""Web sites on this machine that stand in for those of the world, and the names that lead to them."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from practices.links.fetching import Fetcher
from practices.links.network import Limits, Network, Problem, Stopped, is_public
from practices.links.pace import Pace

HERE = "127.0.0.1"
CERTIFICATE = Path(__file__).with_name("secure.example.pem")

AS_EVER = Network().tls  # what production trusts

Page = bytes | Callable[[socket.socket], None]


def answer(status: int, *headers: str, body: bytes = b"") -> bytes:
    """An HTTP answer as it goes over the line."""
    lines = [f"HTTP/1.1 {status} Text", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(status: int, address: str) -> bytes:
    return answer(status, f"Location: {address}")


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Sites:
    """One server for all names in `names`; `pages` holds what it answers, by method and path or by path alone."""

    port: int
    names: dict[str, list[list[str]]] = field(default_factory=dict)  # name: its addresses, at each resolution
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # 'HEAD host/path'
    heads: list[str] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)
    tls: ssl.SSLContext = AS_EVER

    def url(self, path: str, host: str = "site.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def add(self, path: str, page: Page, host: str = "site.example") -> str:
        """Put a page on the server and return its address. A path may begin with a method."""
        self.pages[path] = page
        self.names.setdefault(host, [[HERE]])
        return self.url(path.rpartition(" ")[2], host)

    def resolve(self, host: str) -> list[str]:
        self.resolved.append(host)
        if host not in self.names:
            raise Stopped(Problem.NO_SUCH_HOST)
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def fetcher(self, pause: float = 0, limits: Limits | None = None) -> Fetcher:
        """A fetcher that takes this machine for the internet, and otherwise judges as ever."""
        network = Network(
            resolve=self.resolve,
            is_allowed=lambda address: address == HERE or is_public(address),
            ports=frozenset({80, 443, self.port}),
            tls=self.tls,
        )
        limits = limits or Limits(step=2, whole=3)
        return Fetcher(Pace(pause, self.clock, self.clock.sleep), network, limits)

    def serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(4096)
                if not piece:
                    return
                head += piece
            text = head.decode("latin-1")
            method, path, _version = text.splitlines()[0].split(" ")
            host = text.partition("\r\nHost: ")[2].partition("\r\n")[0].partition(":")[0]
            self.heads.append(text)
            self.asked.append(f"{method} {host}{path}")
            page = self.pages.get(f"{method} {path}", self.pages.get(path, answer(404)))
            if callable(page):
                page(connection)
            else:
                connection.sendall(page.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if method == "HEAD" else page)


@contextlib.contextmanager
def running(with_tls: bool = False) -> Iterator[Sites]:
    """Run the sites for a while."""
    context = None
    if with_tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
    with socket.create_server((HERE, 0)) as listener:
        sites = Sites(listener.getsockname()[1])

        def one(connection: socket.socket) -> None:
            with contextlib.suppress(OSError):  # whoever refuses the certificate hangs up
                sites.serve(context.wrap_socket(connection, server_side=True) if context else connection)
            connection.close()

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _address = listener.accept()
                    connection.settimeout(5)
                    threading.Thread(target=one, args=[connection], daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield sites
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)
