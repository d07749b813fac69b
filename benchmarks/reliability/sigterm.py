"""The server is stopped (SIGTERM) under readers and writers: whoever has asked gets an answer, whole."""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks.reliability import load
from benchmarks.reliability.site import prepared, scratch
from benchmarks.reliability.writing import Writers


def main(arguments: list[str]) -> list[str]:
    """Stop and start, again and again. A connection that is refused is no request: a proxy tries another server."""
    parser = argparse.ArgumentParser(prog="sigterm", description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--readers", type=int, default=8)
    options = parser.parse_args(arguments)
    stops = []
    with (
        scratch() as folder,
        prepared(folder) as site,
        Writers(site, 2) as writing,
        load.Readers(site.port, options.readers, load.with_new(load.PAGES, ["/practices/?q=new"]), 0.02) as readers,
    ):
        for _time in range(options.times):
            time.sleep(2)
            began = time.monotonic()
            site.stop()
            stops.append(time.monotonic() - began)
            site.start()
        lost_writes = writing.lost()
    lost = [one for one in readers.answers if one.status == load.NO_ANSWER]
    other = [one for one in readers.answers if one.status not in {200, 503, load.NO_ANSWER, load.REFUSED}]
    answered = [one for one in readers.answers if one.status not in {load.NO_ANSWER, load.REFUSED}]
    sys.stdout.write(
        f"{options.times} stops, each within {max(stops):.1f} s, {len(answered)} requests answered, {len(lost)} lost; "
        f"{writing.count} saves acknowledged, {len(lost_writes)} lost\n"
    )
    broken = [f"lost: {one.path}, {one.seconds:.2f} s after it was asked" for one in lost]
    return broken + [f"answered {one.status}: {one.path}" for one in other] + lost_writes
