"""Two machines on one PostgreSQL, each with its own index: one is cut off and comes back, and both agree."""

from __future__ import annotations

import argparse
import signal
import sys
import time

from benchmarks.reliability import load
from benchmarks.reliability.site import Server, Site, prepared, scratch
from benchmarks.reliability.writing import Writers

FOLLOWS_IN = 3.0  # seconds


def _editions(sites: list[Site]) -> list[str]:
    return [load.ask(site.port, "/practices/").headers.get("etag", "") for site in sites]


def agree(sites: list[Site]) -> float:
    """Return after how many seconds both show the same edition."""
    started = time.monotonic()
    while time.monotonic() - started < 60:
        found = _editions(sites)
        if found[0] and found[0] == found[1]:
            return time.monotonic() - started
        time.sleep(0.1)
    return float("inf")


def main(arguments: list[str]) -> list[str]:
    """Write on one, stop the other, write on, start it again; then stop the database under both."""
    parser = argparse.ArgumentParser(prog="two-machines", description=__doc__)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=4.0, help="for which one is away")
    options = parser.parse_args(arguments)
    broken, took = [], []
    with scratch() as folder:
        server = Server(folder)
        try:
            key = {"SECRET_KEY": "the same for both machines, and not secret"}
            (folder / "a").mkdir()
            (folder / "b").mkdir()
            database = server.database()
            with (
                prepared(folder / "a", database=database, variables=key) as one,
                prepared(folder / "b", like=one.folder, database=database, variables=key) as two,
                Writers(one, 2, pause=0.1) as writing,
            ):
                for _time in range(options.times):
                    two.stop(signal.SIGKILL)
                    time.sleep(options.seconds)
                    two.start()
                    time.sleep(1)
                writing.pause = 1000
                time.sleep(3)  # what they are about to save
                took.append(agree([one, two]))
                server.stop()
                time.sleep(options.seconds)
                server.start()
                took.append(max(load.heals(site.port, "/practices/", 60) for site in (one, two)))
                took.append(agree([one, two]))
                said = [site.manage("index", "--check").strip() for site in (one, two)]
                count = writing.count
        finally:
            server.end()
    sys.stdout.write(
        f"{options.times} times one machine killed and started during {count} saves on the other: the same edition "
        f"after {took[0]:.1f} s; database stopped: both healed after {took[1]:.1f} s, the same edition after "
        f"{took[2]:.1f} s; {said[0]} / {said[1]}\n"
    )
    broken += [f"{seconds:.1f} s" for seconds in (took[0], took[2]) if seconds > FOLLOWS_IN]
    broken += [f"healed after {took[1]:.1f} s"] if took[1] > 5 else []
    return broken
