"""Readers and writers for as long as wished: no error, and memory, threads and open files stay as they are."""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import time
from pathlib import Path

from django.utils.html import strip_tags

from benchmarks.machine import memory
from benchmarks.reliability import load
from benchmarks.reliability.site import Server, Site, prepared, scratch
from benchmarks.reliability.writing import Writers

GROWTH = 0.10  # of memory, from the second fifth of the time to the last
MORE_FILES = 20
NEW = ("/practices/?q=workers", "/fr/practices/?q=travail", "/api/v1/practices?q=workers")


def _sizes(site: Site) -> tuple[int, int]:
    """Return the bytes of memory and the open files of all workers."""
    workers = site.workers()
    files = sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in workers)
    return sum(memory(pid)["rss"] for pid in workers), files


def _worked(site: Site) -> float:
    """Return the seconds for which the workers had a processor."""
    ticks = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in site.workers()]
    return sum(int(one) for worker in ticks for one in worker) / os.sysconf("SC_CLK_TCK")


def _soak(site: Site, options: argparse.Namespace) -> list[str]:
    sizes = []
    with (
        Writers(site, options.writers, pause=options.save_pause) as writing,
        load.Readers(site.port, options.readers, load.with_new(load.PAGES, NEW), pause=options.pause) as readers,
    ):
        began, used = time.monotonic(), _worked(site)
        for tenth in range(1, 11):
            while time.monotonic() < began + 6 * options.minutes * tenth:
                time.sleep(min(5.0, 60 * options.minutes / 20))
                sizes.append(_sizes(site))
            passed = time.monotonic() - began
            sys.stdout.write(
                f"after {passed / 60:.1f} min: {sizes[-1][0] / 1e6:.0f} MB, {sizes[-1][1]} open files, "
                f"{(_worked(site) - used) / passed:.0%} of a processor; readers {load.statuses(readers.answers)}; "
                f"writers {load.statuses(writing.answers)}\n"
            )
            sys.stdout.flush()
    fifth = max(1, len(sizes) // 5)
    early, late = sizes[fifth : 2 * fifth] or sizes[:1], sizes[-fifth:]
    before, after = (statistics.median(one[0] for one in some) for some in (early, late))
    files = statistics.median(one[1] for one in early), statistics.median(one[1] for one in late)
    said = site.manage("index", "--check").strip()
    sys.stdout.write(
        f"{options.minutes:g} minutes, {options.readers} readers: {load.statuses(readers.answers)} "
        f"({load.waits(readers.answers)}); {options.writers} writers: {writing.count} saved of {len(writing.answers)} "
        f"({load.waits(writing.answers)}); memory {before / 1e6:.0f} to {after / 1e6:.0f} MB, open files "
        f"{files[0]:.0f} to {files[1]:.0f}; {said}\n"
    )
    broken = {
        f"readers: {load.statuses(readers.answers)}": {one.status for one in readers.answers} == {200},
        f"writers: {load.statuses(writing.answers)}": {one.status for one in writing.answers} == {302},
        f"memory grew from {before / 1e6:.0f} to {after / 1e6:.0f} MB": after <= before * (1 + GROWTH),
        f"open files grew from {files[0]} to {files[1]}": files[1] <= files[0] + MORE_FILES,
    }
    for one in [one for one in writing.answers if one.status == 200][:2]:
        sys.stdout.write(" ".join(strip_tags(one.body.decode().partition("errornote")[2][:600]).split()) + "\n")
    return [what for what, holds in broken.items() if not holds]


def main(arguments: list[str]) -> list[str]:
    """Soak on SQLite or PostgreSQL."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("minutes", type=float, nargs="?", default=1.0)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1, help="processes that answer")
    parser.add_argument("--pause", type=float, default=0.2, help="seconds that a reader reads (half to one and a half)")
    parser.add_argument("--save-pause", type=float, default=0.3, help="seconds that a writer thinks, likewise")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    options = parser.parse_args(arguments)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(scratch())
        database = ""
        if options.postgresql:
            server = Server(folder)
            stack.callback(server.end)
            database = server.database()
        return _soak(stack.enter_context(prepared(folder, database=database, count=options.workers)), options)
