"""Another program holds the SQLite file: reading goes on, who writes is told so within 5 s and loses nothing."""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
import sys
import time

from benchmarks.reliability import load
from benchmarks.reliability.site import Site, prepared, scratch
from benchmarks.reliability.writing import Curator, Writers

WRITER_TOLD_IN = 12.0  # seconds: opening the form and sending it may each wait for 5 on a lock that stops readers, too
KEPT_IN = 3.0
NEW = ("/practices/?q=new", "/fr/practices/?q=new")
LOCKS = {"BEGIN IMMEDIATE": "against writers", "BEGIN EXCLUSIVE": "against all"}


def _drill(site: Site, writing: Writers, lock: str, seconds: float) -> tuple[str, list[str]]:
    for path in load.PAGES:
        load.ask(site.port, path)
    curator, target = Curator(site.port, writing.session), writing.targets[0]
    saves = []
    with (
        load.Readers(site.port, 16, load.with_new(load.PAGES, NEW), pause=0.05) as readers,
        contextlib.closing(sqlite3.connect(site.file, isolation_level=None)) as other,
    ):
        other.execute(lock)
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            saves.append(curator.save(target))
            time.sleep(0.5)
        over = time.monotonic()
        other.execute("ROLLBACK")
        healed = load.heals(site.port, "/practices/?q=healed", 30)
    while_locked = load.between(readers.answers, began + 0.2, over)
    kept = [one for one in while_locked if one.path in load.PAGES]
    new = [one for one in while_locked if one.path not in load.PAGES]
    after = curator.save(target)
    broken = {
        f"kept pages: {load.statuses(kept)}": {one.status for one in kept} <= {200},
        f"a kept page took {load.waits(kept)}": all(one.seconds < KEPT_IN for one in kept),
        f"other pages: {load.statuses(new)}": {one.status for one in new}
        <= ({200} if lock == "BEGIN IMMEDIATE" else {200, 503}),
        f"writers: {load.statuses(saves)}": all(one.status in {503, load.NO_ANSWER} for one in saves),
        f"a writer waited {load.waits(saves)}": all(one.seconds < WRITER_TOLD_IN for one in saves),
        f"healed after {healed:.1f} s": healed <= 5,
        f"saving afterwards: {after.status}": after.status == 302,
    }
    figures = (
        f"locked {LOCKS[lock]} for {over - began:.0f} s: kept pages {load.statuses(kept)} ({load.waits(kept)}); others "
        f"{load.statuses(new)} ({load.waits(new)}); writers {load.statuses(saves)} ({load.waits(saves)}); "
        f"healed after {healed:.1f} s"
    )
    return figures, [f"{lock}: {what}" for what, holds in broken.items() if not holds]


def main(arguments: list[str]) -> list[str]:
    """Lock it against writers, then against all."""
    parser = argparse.ArgumentParser(prog="locked", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="for which it is locked, each time")
    options = parser.parse_args(arguments)
    broken = []
    with scratch() as folder, prepared(folder) as site:
        writing = Writers(site, 2)
        for lock in LOCKS:
            figures, failed = _drill(site, writing, lock, options.seconds)
            sys.stdout.write(f"{figures}\n")
            broken += failed
    return broken
