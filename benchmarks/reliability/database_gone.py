"""The database is stopped, suspended, cut off, moved away or damaged under readers: kept pages go on, and all heals."""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.reliability import load
from benchmarks.reliability.line import Line
from benchmarks.reliability.site import Server, Site, prepared, scratch

NOT_KEPT = ("/practices/?q=new", "/fr/practices/?q=new", "/api/v1/practices?q=new", "/practices/export.csv?q=new")
LONGEST = 3.0  # seconds that any answer may take while the database is gone
HEALED_IN = 5.0
ALIVE_IN = 2.0
_NO_LIMIT = {"EXPORT_RATE_LIMIT": "0"}  # all readers have one address

Fault = Callable[[], None]


@contextlib.contextmanager
def _of_postgresql() -> Iterator[tuple[Site, dict[str, tuple[Fault, Fault]]]]:
    with scratch() as folder:
        server = Server(folder)
        suspend = functools.partial(signal_to, folder / "postgresql", signal.SIGSTOP)
        resume = functools.partial(signal_to, folder / "postgresql", signal.SIGCONT)
        try:
            with prepared(folder, database=server.database(), variables=_NO_LIMIT) as site:
                yield site, {"stopped": (server.stop, server.start), "suspended": (suspend, resume)}
        finally:
            server.end()


@contextlib.contextmanager
def _of_network() -> Iterator[tuple[Site, dict[str, tuple[Fault, Fault]]]]:
    """PostgreSQL behind a network. To cut it needs root and iptables."""
    with scratch() as folder:
        server = Server(folder)
        try:
            line = Line(server.database())
            with prepared(folder, database=line.database, variables=_NO_LIMIT) as site:
                yield site, {"cut off": (line.cut, line.mend)}
        finally:
            server.end()


def signal_to(folder: Path, number: signal.Signals) -> None:
    """Send a signal to a PostgreSQL server and to each of its processes."""
    first = int((folder / "postmaster.pid").read_text().split()[0])
    os.kill(first, number)
    for process in Path(f"/proc/{first}/task/{first}/children").read_text().split():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(process), number)


@contextlib.contextmanager
def _of_sqlite() -> Iterator[tuple[Site, dict[str, tuple[Fault, Fault]]]]:
    with scratch() as folder, prepared(folder, variables=_NO_LIMIT) as site:
        away = site.file.with_suffix(".away")

        def move() -> None:
            site.file.rename(away)

        def damage() -> None:
            away.write_bytes(site.file.read_bytes())
            with site.file.open("r+b") as file:
                file.write(os.urandom(65_536))

        def put_back() -> None:
            away.replace(site.file)

        yield site, {"moved away": (move, put_back), "damaged": (damage, put_back)}


DATABASES = {"postgresql": _of_postgresql, "network": _of_network, "sqlite": _of_sqlite}


def _drill(site: Site, fault: Fault, mend: Fault, options: argparse.Namespace) -> tuple[str, list[str]]:
    """Break it, wait, mend it, all under readers. Return the figures, and what did not hold."""
    for path in load.PAGES:
        load.ask(site.port, path)
    with (
        load.Readers(site.port, options.readers, load.with_new(load.PAGES, NOT_KEPT), pause=0.05) as readers,
        load.Readers(site.port, 1, ["/healthz"], pause=0.2) as alive,
    ):
        time.sleep(1)
        fault()
        gone = time.monotonic()
        time.sleep(options.seconds)
        back = time.monotonic()
        mend()
        healed = load.heals(site.port, "/practices/", 60)
        time.sleep(1)
    away = load.between(readers.answers, gone + 0.5, back)
    kept = [one for one in away if one.path in load.PAGES]
    others = [one for one in away if one.path not in load.PAGES]
    refused = [one for one in others if one.status == 503]
    slowest = max(one.seconds for one in readers.answers)
    after = load.between(readers.answers, back + HEALED_IN, time.monotonic())
    broken = {
        f"a kept page was not answered: {load.statuses(kept)}": {one.status for one in kept} <= {200} and kept,
        "a page that nobody could know to be current did not say so": all(one.is_kept for one in kept),
        f"other pages: {load.statuses(others)}": {one.status for one in others} <= {200, 503}
        and refused,  # what SQLite has in memory can be read a little longer
        "a 503 told no time": all("retry-after" in one.headers for one in refused),
        f"an answer took {slowest:.1f} s": slowest < LONGEST,
        f"healed after {healed:.1f} s": healed <= HEALED_IN,
        f"afterwards: {load.statuses(after)}": all(one.status == 200 for one in after),
        f"/healthz: {load.statuses(alive.answers)}, {load.waits(alive.answers)}": all(
            one.status == 200 and one.seconds < ALIVE_IN for one in alive.answers
        ),
    }
    figures = (
        f"{options.readers} readers, gone for {options.seconds:.0f} s: kept pages {load.statuses(kept)} "
        f"({load.waits(kept)}); others {load.statuses(others)} ({load.waits(others)}); slowest at the moment it went "
        f"{slowest:.1f} s; healed after {healed:.1f} s; "
        f"/healthz worst {max(one.seconds for one in alive.answers):.2f} s"
    )
    return figures, [what for what, holds in broken.items() if not holds]


def main(arguments: list[str]) -> list[str]:
    """Run the drill on both databases, or on one."""
    parser = argparse.ArgumentParser(prog="database-gone", description=__doc__)
    parser.add_argument("--only", choices=DATABASES, help="on this database alone")
    parser.add_argument("--seconds", type=float, default=10.0, help="for which it is gone")
    parser.add_argument("--readers", type=int, default=24)
    options = parser.parse_args(arguments)
    broken = []
    for name in [options.only] if options.only else list(DATABASES):
        with DATABASES[name]() as (site, faults):
            for what, (fault, mend) in faults.items():
                figures, failed = _drill(site, fault, mend, options)
                sys.stdout.write(f"{name} {what}: {figures}\n")
                broken += [f"{name} {what}: {one}" for one in failed]
            if broken:
                sys.stdout.write(site.log.read_text()[-2000:])
    return broken
