"""A way to PostgreSQL over TCP, whose packets can be made to vanish as on a network that is cut."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from benchmarks.reliability.site import free_port


class Line:
    """Takes connections on a port and passes what they send on to the server's socket, until it is cut."""

    def __init__(self, database: str) -> None:
        parts = urlsplit(database)
        self._socket = str(Path(parse_qs(parts.query)["host"][0]) / f".s.PGSQL.{parts.port or 5432}")
        self._port = free_port()
        self.database = f"postgresql://{parts.username or 'postgres'}:@127.0.0.1:{self._port}{parts.path}"
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait(10)

    def cut(self) -> None:
        """Drop each packet in either direction, and tell nobody."""
        self._filter("-I")

    def mend(self) -> None:
        """Let packets pass again."""
        self._filter("-D")

    def _filter(self, what: str) -> None:
        for end in ("--dport", "--sport"):
            rule = ["INPUT", "-i", "lo", "-p", "tcp", end, str(self._port), "-j", "DROP"]
            subprocess.run(["iptables", "-w", what, *rule], check=True)

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)
        self._ready.set()
        await server.serve_forever()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_unix_connection(self._socket)
        await asyncio.gather(_pass_on(reader, here), _pass_on(there, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
