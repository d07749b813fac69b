"""The search index is deleted, truncated, made read-only under readers: no page fails, and it heals by itself.

While it is built anew all threads may wait for it, so a few requests may be refused (503 with Retry-After).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.reliability import disk, load
from benchmarks.reliability.site import Site, prepared, scratch
from benchmarks.reliability.writing import Curator, Writers

NEW = ("/practices/?q=workers", "/fr/practices/?q=travail", "/api/v1/practices?q=workers")
MOST_REFUSED = 0.02  # of all requests
Fault = Callable[[Site], contextlib.AbstractContextManager[None]]


@contextlib.contextmanager
def _deleted(site: Site) -> Iterator[None]:
    shutil.rmtree(site.folder / "index")
    yield


@contextlib.contextmanager
def _truncated(site: Site) -> Iterator[None]:
    for file in (site.folder / "index").rglob("*"):
        if file.is_file():
            os.truncate(file, file.stat().st_size // 2)
    yield


def _read_only(site: Site) -> contextlib.AbstractContextManager[None]:
    return disk.read_only(site.folder / "index")


FAULTS: dict[str, Fault] = {"deleted": _deleted, "truncated": _truncated, "read-only": _read_only}


def main(arguments: list[str]) -> list[str]:
    """Do all of that to one index, and save something while it is so."""
    parser = argparse.ArgumentParser(prog="index-gone", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="for which each lasts")
    options = parser.parse_args(arguments)
    broken: list[str] = []
    with scratch() as folder, prepared(folder) as site:
        writing = Writers(site, 2)
        curator, term = Curator(site.port, writing.session), writing.targets[0]
        for name, fault in FAULTS.items():
            with load.Readers(site.port, 8, load.with_new(load.PAGES, NEW), pause=0.05) as readers:
                time.sleep(1)
                with fault(site):
                    until, saved = time.monotonic() + options.seconds, curator.save(term)  # the index must follow this
                    while saved.status == 503:
                        saved = curator.save(term)
                    time.sleep(max(0, until - time.monotonic()))
                time.sleep(1)
            load.ask(site.port, "/practices/")
            said = site.manage("index", "--check").strip()
            sys.stdout.write(
                f"{name}: {load.statuses(readers.answers)} ({load.waits(readers.answers)}); saving: {saved.status}; "
                f"afterwards: {said}\n"
            )
            refused = [one for one in readers.answers if one.status == 503 and "retry-after" in one.headers]
            wrong = [one for one in readers.answers if one.status != 200 and one not in refused]
            if wrong or len(refused) > MOST_REFUSED * len(readers.answers):
                broken.append(f"{name}: {load.statuses(readers.answers)}")
            broken += [f"{name}: saving answered {saved.status}"] if saved.status != 302 else []
        if broken:
            sys.stdout.write(site.log.read_text()[-3000:])
    return broken
