"""The disk is full: pages are read, whoever saves is told so in words, and all goes on when there is room again."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.reliability import disk, load
from benchmarks.reliability.site import prepared, scratch
from benchmarks.reliability.writing import Curator, Writers

NEW = (
    "/practices/?q=new",
    "/fr/practices/?q=new",
    "/api/v1/practices?q=new",
    "/practices/export.csv?q=new",
    "/propose/?new=",
)
WORDS = b"store anything at present"


def drill(name: str, seconds: float, fault: Callable[[Path], contextlib.AbstractContextManager[None]]) -> list[str]:
    """Let a fault befall the disk of a site under readers and a writer. Return what did not hold."""
    with (
        scratch() as folder,
        disk.small(folder / "disk"),
        prepared(folder / "disk", variables={"TMPDIR": str(folder / "disk")}) as site,
    ):
        writing = Writers(site, 2)
        curator = Curator(site.port, writing.session)
        for path in load.PAGES:
            load.ask(site.port, path)
        saves = []
        with load.Readers(site.port, 8, load.with_new(load.PAGES, NEW), pause=0.05) as readers:
            with fault(folder / "disk"):
                until = time.monotonic() + seconds
                while time.monotonic() < until:
                    saves += [curator.save(target) for target in writing.targets]
                    time.sleep(0.2)
            time.sleep(1)
            healed = load.heals(site.port, "/practices/?q=healed", 30)
        after = curator.save(writing.targets[0])
        said = site.manage("index", "--check").strip()
        sound = site.query("PRAGMA integrity_check")
        log = site.log.read_text()
    told = sum(WORDS in one.body for one in saves)
    sys.stdout.write(
        f"{name} for {seconds:.0f} s: reading {load.statuses(readers.answers)} ({load.waits(readers.answers)}); saving "
        f"{load.statuses(saves)}, told why {told}; healed after {healed:.1f} s; afterwards {said}\n"
    )
    refused = [one for one in saves if one.status != 302]
    broken = {
        f"reading: {load.statuses(readers.answers)}": {one.status for one in readers.answers} == {200},
        f"saving: {load.statuses(saves)}": {one.status for one in saves} <= {302, 503} and refused,
        f"told why: {told} of {len(refused)}": told == len(refused),
        f"healed after {healed:.1f} s": healed <= 5,
        f"saving afterwards: {after.status}": after.status == 302,
        f"file: {sound}": sound == [("ok",)],
    }
    failed = [f"{name}: {what}" for what, holds in broken.items() if not holds]
    if failed:
        sys.stdout.write(log[-4000:])
    return failed


def main(arguments: list[str]) -> list[str]:
    """Fill a small disk that holds everything, also temporary files."""
    parser = argparse.ArgumentParser(prog="full-disk", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    return drill("full", parser.parse_args(arguments).seconds, disk.full)
