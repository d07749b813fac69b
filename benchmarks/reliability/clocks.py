"""Two machines whose clocks are an hour apart, on one PostgreSQL: both follow, agree, and lose nothing."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks.reliability import load
from benchmarks.reliability.site import Server, prepared, scratch
from benchmarks.reliability.two_machines import FOLLOWS_IN, agree
from benchmarks.reliability.writing import Writers

# Sets the clock of all that a process asks the system for (Debian's package faketime).
_LIBRARY = "*/faketime/libfaketimeMT.so.1"
# It takes Python's sleep, which counts on another clock, for one that is over.
_SLEEP = """
import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds) and None
"""
# Where it is not installed: what Python reads before anything else. It sets the clock that the site asks.
_OTHER_CLOCK = """
import datetime, os, time
from django.utils import timezone
_apart, _time, _now = float(os.environ["CLOCK_APART"]), time.time, timezone.now
time.time = lambda: _time() + _apart
timezone.now = lambda: _now() + datetime.timedelta(seconds=_apart)
"""


def _another_clock(folder: Path, apart: float) -> tuple[str, dict[str, str]]:
    """Return whose clock it is that is set, and what a machine must be told for it."""
    if found := next(Path("/usr/lib").glob(_LIBRARY), None):
        (folder / "sitecustomize.py").write_text(_SLEEP)
        given = {"LD_PRELOAD": str(found), "FAKETIME": f"{apart:+.0f}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        return "the system's clock", given | {"PYTHONPATH": str(folder)}
    (folder / "sitecustomize.py").write_text(_OTHER_CLOCK)
    return "Python's clock", {"PYTHONPATH": str(folder), "CLOCK_APART": str(apart)}


def main(arguments: list[str]) -> list[str]:
    """Write on the machine of one clock, then on that of the other."""
    parser = argparse.ArgumentParser(prog="clocks", description=__doc__)
    parser.add_argument("--apart", type=float, default=3600.0, help="seconds by which the second clock is ahead")
    parser.add_argument("--seconds", type=float, default=5.0, help="for which each is written to")
    options = parser.parse_args(arguments)
    key = {"SECRET_KEY": "the same for both machines, and not secret"}
    broken: list[str] = []
    with scratch() as folder:
        for name in ("a", "b", "clock"):
            (folder / name).mkdir()
        whose, clock = _another_clock(folder / "clock", options.apart)
        off = key | clock
        server = Server(folder)
        try:
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
                    said_time = load.ask(site.port, "/healthz").headers.get("date")
                    sys.stdout.write(
                        f"{writing.count} saves ({load.statuses(writing.answers)}) where it is {said_time} by {whose}: "
                        f"the same edition after {took:.1f} s; {said[0]} / {said[1]}\n"
                    )
                    broken += [f"the same edition after {took:.1f} s"] if took > FOLLOWS_IN else []
                    broken += [] if writing.count else ["nothing could be saved"]
        finally:
            server.end()
    return broken
