"""Two machines whose clocks are an hour apart, on one PostgreSQL: both follow, agree, and lose nothing.

Needs libfaketime (Debian: apt-get install libfaketime), which shifts the clock of a program.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from benchmarks.reliability import load
from benchmarks.reliability.site import Server, prepared, scratch
from benchmarks.reliability.two_machines import FOLLOWS_IN, agree
from benchmarks.reliability.writing import Writers


def _library() -> str:
    """Return the library's path. Raise SystemExit where there is none."""
    given = os.environ.get("LIBFAKETIME")
    found = [given] if given else [str(path) for path in Path("/usr/lib").glob("**/faketime/libfaketime.so.1")]
    if not found:
        raise SystemExit("clocks needs libfaketime (Debian: apt-get install libfaketime), or LIBFAKETIME=its path.")
    return found[0]


def main(arguments: list[str]) -> list[str]:
    """Write on the machine of one clock, then on that of the other."""
    parser = argparse.ArgumentParser(prog="clocks", description=__doc__)
    parser.add_argument(
        "--apart", default="+3600", help="seconds, with a sign: how far the second machine's clock is off"
    )
    parser.add_argument("--seconds", type=float, default=5.0, help="for which each is written to")
    options = parser.parse_args(arguments)
    key = {"SECRET_KEY": "the same for both machines, and not secret"}
    off = key | {"LD_PRELOAD": _library(), "FAKETIME": options.apart, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    broken: list[str] = []
    with scratch() as folder:
        server = Server(folder)
        try:
            for name in ("a", "b"):
                (folder / name).mkdir()
            database = server.database()
            with (
                prepared(folder / "a", database=database, variables=key) as one,
                prepared(folder / "b", like=one.folder, database=database, variables=off) as two,
            ):
                for site, other in ((one, two), (two, one)):
                    with Writers(site, 2, pause=0.1) as writing:
                        time.sleep(options.seconds)
                    took = agree([site, other])
                    said = [each.manage("index", "--check").strip() for each in (one, two)]
                    name = "right" if site is one else f"{options.apart} s"
                    hour = load.ask(site.port, "/").headers["date"]
                    sys.stdout.write(
                        f"{writing.count} saves on the machine whose clock is {name} ({hour}): the same edition after "
                        f"{took:.1f} s; {said[0]} / {said[1]}\n"
                    )
                    broken += [f"the same edition after {took:.1f} s"] if took > FOLLOWS_IN else []
                    broken += [] if writing.count else ["nothing could be saved"]
        finally:
            server.end()
    return broken
