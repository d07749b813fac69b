"""Clients that ask one after another as fast as they are answered (a closed loop), in a process of their own.

python -m benchmarks.client 8000 requests.json result.json
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
_END = b"\r\n\r\n"


class Tally:
    """What all clients have seen."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.statuses: Counter[int] = Counter()

    def summary(self, seconds: float) -> dict[str, Any]:
        times = sorted(self.seconds)
        return {
            "per_second": len(times) / seconds,
            "median": statistics.median(times),
            "p99": times[int(0.99 * len(times))],
            "statuses": dict(self.statuses),
        }


async def _ask(port: int, requests: Iterator[bytes], until: float, tally: Tally) -> None:
    """Be one client. A connection is kept as long as the server keeps it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (started := time.perf_counter()) < until:
        writer.write(next(requests))
        head = await reader.readuntil(_END)
        headers = dict(line.lower().split(b": ", 1) for line in head[: -len(_END)].split(b"\r\n")[1:])
        await reader.readexactly(int(headers.get(b"content-length", 0)))
        tally.seconds.append(time.perf_counter() - started)
        tally.statuses[int(head.split(b" ", 2)[1])] += 1
        if headers.get(b"connection") == b"close":
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def load(port: int, requests: list[tuple[str, dict[str, str]]], clients: int, seconds: float) -> dict[str, Any]:
    """Ask for so many seconds with so many clients, which go through the same requests together."""
    written = [
        f"GET {address} HTTP/1.1\r\nHost: {HOST}\r\n".encode()
        + b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items())
        + b"\r\n"
        for address, headers in requests
    ]
    tally = Tally()
    started = time.perf_counter()
    turns = itertools.cycle(written)
    await asyncio.gather(*(_ask(port, turns, started + seconds, tally) for _client in range(clients)))
    return tally.summary(time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("requests", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    requests = json.loads(options.requests.read_text())
    started = time.process_time()
    result = asyncio.run(load(options.port, requests, options.clients, options.seconds))
    result["client_cpu"] = (time.process_time() - started) / options.seconds
    options.result.write_text(json.dumps(result))


if __name__ == "__main__":
    main()
