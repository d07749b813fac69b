"""The worker that gunicorn starts: a client who is slow, or silent, takes no thread from the others.

gunicorn keeps the processes (starts, reloads and stops them). In each, waitress reads requests and sends answers in one
loop, so that its threads see whole requests alone and leave answers behind for whoever takes them slowly. What is
ours are the bounds: how slow a client may be, and how many connections it and all together may hold.
"""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import socket
import sys
import threading
import time
from typing import Any

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import task, wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer, UnixWSGIServer

from practices.monitoring.probes import PROBES
from practices.web.visitors import network_of

from .parser import Parser
from .shedding import Dispatcher

_log = logging.getLogger(__name__)

MOST_HEAD = 32_000  # bytes of a request's line and headers
MOST_BODY = 32_000_000  # bytes: more than any form takes, so that the form says what is too large for it
MOST_HELD = 500_000_000  # bytes of all bodies that have not come to their end
SLOWEST = 2_000  # bytes a second that a client sends or takes at least, over the whole of a request or an answer
_IDLE = 75  # seconds that a proxy may keep a connection between two requests: longer than they do by themselves
# Seconds after which a thread lets another one go on, a fifth of Python's own: the loop, for which everybody waits, has
# its turn sooner, and refuses twice as many under full load.
_TURN = 0.001
_AT_ONCE = 200  # connections that are taken before the others get their turn
_THREADS_OF_MONITORS = 2  # kept for them, so that they learn of it where all others wait for the database
_FILES_OF_ONE = 3  # that a connection may need: itself, a body and an answer that are too large for memory
_OTHER_FILES = 100  # of all together: the database, the index, what is sent


class Channel(HTTPChannel):
    """A connection that knows for how long it has been waiting for its client, and what has come of it."""

    parser_class = Parser
    in_line_since = 0.0

    def __init__(self, server: Any, sock: Any, addr: Any, *args: Any, **kwargs: Any) -> None:
        self._wait()
        self.network = _network(addr)
        super().__init__(server, sock, addr, *args, **kwargs)

    def _wait(self) -> None:
        self.waits_since, self._moved = time.monotonic(), 0

    def recv(self, size: int) -> bytes:
        """Take what the client sends. The first bytes of a request start the clock."""
        if self.request is None:
            self._wait()
        data: bytes = super().recv(size)
        self._moved += len(data)
        return data

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Give the client as much as it takes."""
        count: int = super().send(data, do_close)
        self._moved += count
        return count

    def write_soon(self, data: Any) -> int:
        """Leave a part of the answer for the client. The first part starts the clock."""
        if not self.total_outbufs_len:
            self._wait()
        count: int = super().write_soon(data)
        return count

    def service(self) -> None:
        """Answer, or refuse what has waited for too long for a thread."""
        dispatcher: Dispatcher = self.server.task_dispatcher
        if dispatcher.is_overdue(self):
            dispatcher.refuse(self.requests[0])
        super().service()

    @property
    def held(self) -> int:
        """Bytes of a body that has not come to its end."""
        request = self.request  # a thread may end it meanwhile
        return request.body_bytes_received if request is not None else 0

    def is_too_slow(self) -> bool:
        """Whether a request that has begun, or an answer, takes longer than it may."""
        is_at_it = self.request is not None or self.total_outbufs_len
        waited = time.monotonic() - self.waits_since
        return bool(is_at_it) and waited > settings.CLIENT_TIMEOUT + self._moved / SLOWEST


class _Bounded:
    """Makes room for a new connection by closing the one that has waited longest for its client."""

    channel_class = Channel
    active_channels: dict[int, Channel]
    most_connections: int
    of_monitors: task.ThreadedTaskDispatcher

    _is_one_waiting = False

    def handle_accept(self) -> None:
        """Take all new connections that wait, not one in each turn: a reader may stand behind a thousand others."""
        for _connection in range(_AT_ONCE):
            super().handle_accept()  # type: ignore[misc]
            if not self._is_one_waiting:
                break

    def accept(self) -> Any:
        """Return a new connection with its client, or None if there is none, or no room for it."""
        accepted = super().accept()  # type: ignore[misc]
        self._is_one_waiting = accepted is not None
        if accepted is not None and not self._make_room(accepted[1]):
            accepted[0].close()
            return None
        return accepted

    def add_task(self, channel: Channel) -> None:
        """Let a thread answer the request of a connection: where monitors ask, one that is kept for them."""
        if getattr(channel.requests[0], "path", "") in PROBES:
            self.of_monitors.add_task(channel)
        else:
            super().add_task(channel)  # type: ignore[misc]

    def _make_room(self, client: Any) -> bool:
        """Whether there is room for a connection of this client, if need be in the place of another one."""
        channels = [channel for channel in list(self.active_channels.values()) if not channel.will_close]
        network = _network(client)
        own = [channel for channel in channels if channel.network == network]
        # Behind a proxy all come from the same address, and the proxy knows better.
        if not settings.BEHIND_PROXY and len(own) >= settings.MAX_CONNECTIONS_PER_ADDRESS:
            return _close_longest(own, f"{network} holds {len(own)} connections")
        if len(channels) >= self.most_connections:
            return _close_longest(channels, f"{len(channels)} connections are open")
        return True

    def maintenance(self, now: float) -> None:
        """Close what is idle or too slow; and the largest unfinished bodies, if all together are too large."""
        super().maintenance(now)  # type: ignore[misc]
        channels = list(self.active_channels.values())
        for channel in channels:
            if channel.is_too_slow():
                channel.will_close = True
        held = sum(channel.held for channel in channels)
        for channel in sorted(channels, key=lambda channel: channel.held, reverse=True):
            if held <= MOST_HELD:
                break
            held -= channel.held
            channel.will_close = True


class _TcpServer(_Bounded, TcpWSGIServer):  # type: ignore[misc]
    pass


class _UnixServer(_Bounded, UnixWSGIServer):  # type: ignore[misc]
    pass


def _network(client: Any) -> str:
    """Return where a client is, from what a socket says of it."""
    return network_of(str(client[0])) or "" if client else ""


_told: dict[str, float] = {}


def _close_longest(channels: list[Channel], why: str) -> bool:
    """Close the connection that has waited longest for its client. False if all are being answered."""
    if time.monotonic() - _told.get("connections", -60) >= 60:  # seconds: the log must not fill the disk
        _told["connections"] = time.monotonic()
        _log.warning("%s: for each new one, the one that waits longest for its client is closed.", why)
    waiting = [channel for channel in channels if not channel.requests]
    if waiting:
        min(waiting, key=lambda channel: channel.waits_since).will_close = True
    return bool(waiting)


class BufferingWorker(Worker):
    """Serves with waitress, within bounds."""

    def run(self) -> None:
        """Serve until gunicorn says that it is enough."""
        getattr(self.wsgi, "warms_up", int)()
        files = _allow_files(_FILES_OF_ONE * settings.MAX_CONNECTIONS + _OTHER_FILES)
        _Bounded.most_connections = max(1, min(settings.MAX_CONNECTIONS, (files - _OTHER_FILES) // _FILES_OF_ONE))
        sys.setswitchinterval(_TURN)
        dispatcher = Dispatcher(getattr(self.wsgi, "pages_when_busy", {}))
        dispatcher.set_thread_count(self.cfg.threads)
        threading.Thread(target=getattr(self.wsgi, "goes_on_with", int), name="outbox", daemon=True).start()
        connections: dict[int, Any] = {}
        sockets = [listener.sock for listener in self.sockets]
        _Bounded.of_monitors = task.ThreadedTaskDispatcher()
        _Bounded.of_monitors.set_thread_count(_THREADS_OF_MONITORS)
        servers = [self._server(one, connections, dispatcher, _adjustments(self.cfg)) for one in sockets]
        while self.alive and self.ppid == os.getppid():
            self._turn(connections)
        for server in servers:
            server.handle_accept()  # who has connected is answered; who comes later is refused, and asks elsewhere
            wasyncore.dispatcher.close(server)
        until = time.monotonic() + self.cfg.graceful_timeout
        self._turn(connections)  # so that what they ask is read
        while _are_answering(servers) and time.monotonic() < until:
            self._turn(connections)
        dispatcher.shutdown(timeout=1)
        _Bounded.of_monitors.shutdown(timeout=1)

    def _turn(self, connections: dict[int, Any]) -> None:
        self.notify()
        wasyncore.loop(timeout=1, use_poll=True, map=connections, count=1)

    def _server(self, listener: socket.socket, connections: Any, dispatcher: Any, adjustments: Any) -> Any:
        kind = _UnixServer if listener.family == socket.AF_UNIX else _TcpServer
        where = (listener.family, listener.type, listener.proto, listener.getsockname())
        return kind(
            self.wsgi,
            map=connections,
            _sock=listener,
            dispatcher=dispatcher,
            adj=adjustments,
            sockinfo=where,
            bind_socket=False,
        )


def _adjustments(config: Any) -> Adjustments:
    return Adjustments(
        sockets=[],
        threads=config.threads,
        backlog=config.backlog,
        ident="",  # says no name and version of a server
        connection_limit=2 * settings.MAX_CONNECTIONS,  # never reached: `_make_room` comes first
        cleanup_interval=1,
        channel_timeout=_IDLE if settings.BEHIND_PROXY else settings.CLIENT_TIMEOUT,
        max_request_header_size=MOST_HEAD,
        max_request_body_size=MOST_BODY,
        inbuf_overflow=64_000,  # what is larger goes into a file
        clear_untrusted_proxy_headers=not settings.BEHIND_PROXY,
        log_socket_errors=False,
    )


def _are_answering(servers: list[Any]) -> bool:
    channels = [channel for server in servers for channel in list(server.active_channels.values())]
    return any(channel.requests or channel.total_outbufs_len for channel in channels)


def _allow_files(count: int) -> int:
    """Let this process open as many files as it may need, as far as the machine allows. Return how many it may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= count:
        return count
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    with contextlib.suppress(ValueError, OSError):  # some systems have a bound of their own
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft
