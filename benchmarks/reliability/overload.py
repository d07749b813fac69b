"""Ten times the load: what is too much is refused fast, and what is accepted takes at most twice its time."""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import time
from collections.abc import Iterator

from benchmarks.reliability import load
from benchmarks.reliability.site import Site, prepared, scratch

REFUSED_IN = 2.0  # seconds (median), of which the client waits for a processor as long as the server does
LEAST = 0.25  # seconds: twice a time that is shorter than half of this is not worth a promise


def _pages() -> Iterator[str]:
    """Yield pages that are not kept, one after another."""
    for number in itertools.count():
        yield f"/practices/?q=workers+{number}"
        yield f"/fr/practices/?q=mobilite+{number}"


def _under(site: Site, readers: int, seconds: float) -> tuple[list[load.Answer], list[load.Answer]]:
    """Return what so many readers got, and what a probe got meanwhile."""
    with (
        load.Readers(site.port, readers, _pages(), pause=0.05) as reading,
        load.Readers(site.port, 1, ["/healthz"], pause=0.3) as alive,
    ):
        time.sleep(seconds)
    return reading.answers, alive.answers


def _variables(options: argparse.Namespace) -> dict[str, str]:
    return {"MAX_WAITING": str(options.waiting)} if options.waiting else {}


def main(arguments: list[str]) -> list[str]:
    """Measure a load, then ten times as much. The server has a processor of its own, its clients the others."""
    parser = argparse.ArgumentParser(prog="overload", description=__doc__)
    parser.add_argument("--readers", type=int, default=24, help="of the usual load")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each")
    parser.add_argument("--waiting", type=int, help="MAX_WAITING, if not the usual one")
    options = parser.parse_args(arguments)
    variables, limit = {"MAX_CONNECTIONS": "5000", **_variables(options)}, ""
    if len(processors := sorted(os.sched_getaffinity(0))) > 1:
        os.sched_setaffinity(0, processors[1:])
        limit = f"taskset -cp {processors[0]} $$ > /dev/null"
    with scratch() as folder, prepared(folder, variables=variables, limit=limit) as site:
        _under(site, options.readers, 2)
        usual, _alive = _under(site, options.readers, options.seconds)
        much, alive = _under(site, options.readers * options.times, options.seconds)
        healed = load.heals(site.port, "/practices/", 10)
    accepted = [one for one in much if one.status == 200]
    refused = [one for one in much if one.status == 503]
    before = statistics.median(one.seconds for one in usual if one.status == 200)
    after = statistics.median(one.seconds for one in accepted) if accepted else float("inf")
    slow = statistics.median(one.seconds for one in refused) if refused else 0.0
    rate = len(accepted) / options.seconds, len([one for one in usual if one.status == 200]) / options.seconds
    sys.stdout.write(
        f"{options.readers} readers: {load.statuses(usual)} ({load.waits(usual)}); {options.times} times as many: "
        f"{load.statuses(much)}; accepted {load.waits(accepted)}, {rate[0]:.0f} a second (before: {rate[1]:.0f}); "
        f"refused {load.waits(refused)}; /healthz worst {max(one.seconds for one in alive):.2f} s\n"
    )
    broken = {
        f"accepted took {after:.2f} s, {after / before:.1f} times": after <= max(2 * before, LEAST),
        f"refused took {slow:.2f} s": slow <= REFUSED_IN,
        "a refusal told no time": all("retry-after" in one.headers for one in refused),
        f"something else: {load.statuses(much)}": {one.status for one in much} <= {200, 503},
        f"/healthz: {load.statuses(alive)}, {load.waits(alive)}": all(one.status == 200 for one in alive),
        f"usual again after {healed:.1f} s": healed <= 5,
    }
    return [what for what, holds in broken.items() if not holds]
