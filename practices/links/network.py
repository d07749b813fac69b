"""Connections that lead to the public internet and nowhere else, and that end in time.

A curator, or somebody who proposes a practice, decides which address is asked; none of them may use this machine
to reach what only this machine can. So a name is resolved once, all its addresses are judged, and the connection
goes to an address that was judged: a name that changes its address in between gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpcore

from practices.models import LinkCheck

Problem = LinkCheck.Problem

_MOST_TRIED = 4  # addresses of one name

# Python's `is_global` depends on its version, and takes some of these for global.
_NOT_PUBLIC = [
    ipaddress.ip_network(block)
    for block in (
        "192.0.0.0/24",  # for protocols; clouds answer for their machines here
        "192.88.99.0/24",  # relays of 6to4
        "168.63.129.16/32",  # a cloud answers for its machines here
        "2001::/23",  # for protocols, Teredo
        "2001:db8::/32",
        "2002::/16",  # 6to4: holds an IPv4 address
        "3fff::/20",
    )
]
# All that is given out of IPv6. Outside lie the mapped IPv4 addresses, those of NAT64, private and local ones.
_IPV6 = ipaddress.ip_network("2000::/3")


class Stopped(Exception):
    """The request got no answer that counts; says why."""

    def __init__(self, problem: LinkCheck.Problem) -> None:
        super().__init__(problem.label)
        self.problem = problem


def is_public(address: str) -> bool:
    """Whether an IP address belongs to a machine on the public internet."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6 and ip not in _IPV6:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in block for block in _NOT_PUBLIC)


def resolve(host: str) -> list[str]:
    """Return the IP addresses of a name, as the system finds them and within its time limits.

    Raise Stopped if there are none. An IP address, however it is written, is its own.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        is_missing = error.errno in {socket.EAI_NONAME, socket.EAI_NODATA}
        raise Stopped(Problem.NO_SUCH_HOST if is_missing else Problem.NO_CONNECTION) from None
    except UnicodeError:
        raise Stopped(Problem.BAD_ADDRESS) from None
    return list(dict.fromkeys(str(place[4][0]) for place in found))


@dataclass(frozen=True)
class Network:
    """What the checks may reach, and how. Tests put their own server in; nothing else changes a default."""

    resolve: Callable[[str], list[str]] = resolve
    is_allowed: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    tls: ssl.SSLContext = field(default_factory=httpcore.default_ssl_context)


@dataclass(frozen=True)
class Limits:
    """Bounds of one request."""

    step: float = 10  # seconds to connect, and for each piece of the answer
    whole: float = 25  # seconds for all of it
    size: int = 64 * 1024  # bytes of the answer that are read: only its head counts


class GuardedBackend(httpcore.NetworkBackend):
    """Makes the connection of one request."""

    def __init__(self, network: Network, limits: Limits) -> None:
        self._network = network
        self._limits = limits

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        deadline = time.monotonic() + self._limits.whole
        addresses = self._network.resolve(host)
        if not addresses or not all(self._network.is_allowed(address) for address in addresses):
            raise Stopped(Problem.NOT_PUBLIC)
        problem: Exception = Stopped(Problem.NO_CONNECTION)
        for address in addresses[:_MOST_TRIED]:
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, port, _left(deadline, timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _BoundedStream(stream, deadline, self._limits.size)
        raise problem


class _BoundedStream(httpcore.NetworkStream):
    """Ends when its time is over or too much has come, however slowly or fast it comes."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float, size: int) -> None:
        self._stream = stream
        self._deadline = deadline
        self._size = size

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        piece = self._stream.read(min(max_bytes, self._size + 1), _left(self._deadline, timeout))
        self._size -= len(piece)
        if self._size < 0:
            raise Stopped(Problem.GARBLED)
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                raise Stopped(Problem.NOT_SECURE) from error
            raise
        return _BoundedStream(stream, self._deadline, self._size)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    """Return the seconds that the next step may take."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left if timeout is None else min(left, timeout)
