"""Hundreds of clients that send or take nothing, or a byte at a time: readers do not notice."""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import sys
import time

from benchmarks import slow
from benchmarks.reliability import load
from benchmarks.reliability.site import prepared, scratch

LONGEST = 2.0  # seconds (99 of 100 answers)
MOST_REFUSED = 0.01  # of readers, while hundreds ask for a page at the same moment


def main(arguments: list[str]) -> list[str]:
    """Attack in each way, and read meanwhile."""
    parser = argparse.ArgumentParser(prog="slow-clients", description=__doc__)
    parser.add_argument("--clients", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each attack")
    options = parser.parse_args(arguments)
    broken = []
    with scratch() as folder, prepared(folder, variables={"MAX_CONNECTIONS_PER_ADDRESS": "100"}) as site:
        load.ask(site.port, "/practices/")
        for name, (first, then) in slow.ATTACKS.items():
            is_over = multiprocessing.Event()
            attacker = multiprocessing.Process(
                target=slow._attack, args=(site.port, options.clients, first, then, is_over)
            )
            attacker.start()
            with contextlib.ExitStack() as stack:
                stack.callback(is_over.set)
                time.sleep(2)
                with load.Readers(site.port, 2, ["/healthz", "/practices/"], pause=0.02) as readers:
                    time.sleep(options.seconds)
            attacker.join(15)
            attacker.kill()
            late = sorted(one.seconds for one in readers.answers)[int(0.99 * len(readers.answers))]
            sys.stdout.write(f"{options.clients} that are {name}: {load.statuses(readers.answers)} ")
            sys.stdout.write(f"({load.waits(readers.answers)})\n")
            refused = [one for one in readers.answers if one.status == 503 and "retry-after" in one.headers]
            wrong = [one for one in readers.answers if one.status != 200 and one not in refused]
            if wrong or len(refused) > MOST_REFUSED * len(readers.answers) or late > LONGEST:
                broken.append(f"{name}: {load.statuses(readers.answers)}, 99 % within {late:.2f} s")
    return broken
