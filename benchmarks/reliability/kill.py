"""The server is killed (SIGKILL) during saves: nothing acknowledged is lost, file and index are sound."""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time

from benchmarks.reliability import load
from benchmarks.reliability.site import prepared, scratch
from benchmarks.reliability.writing import Writers


def main(arguments: list[str]) -> list[str]:
    """Kill, start, look, again and again."""
    parser = argparse.ArgumentParser(prog="kill", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--writers", type=int, default=4)
    options = parser.parse_args(arguments)
    broken: list[str] = []
    with scratch() as folder, prepared(folder) as site:
        with Writers(site, options.writers) as writing:
            for number in range(1, options.times + 1):
                before = writing.count
                while writing.count < before + options.writers:  # until all are at it
                    time.sleep(0.01)
                time.sleep(random.uniform(0, 0.6))
                site.stop(signal.SIGKILL)
                sound = site.query("PRAGMA integrity_check")
                broken += [f"after kill {number}: {sound}"] if sound != [("ok",)] else []
                broken += [f"after kill {number}, lost: {one}" for one in writing.lost()]
                site.start()
        load.ask(site.port, "/practices/")  # brings the index up to date
        said = site.manage("index", "--check").strip()  # fails where it is not equal to the database
        broken += [f"at the end, lost: {one}" for one in writing.lost()]
    sys.stdout.write(
        f"{options.times} kills at random moments, {writing.count} acknowledged saves: {len(broken)} lost or unsound; "
        f"index: {said}\n"
    )
    return broken
