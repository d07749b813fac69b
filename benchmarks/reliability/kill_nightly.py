"""Backups and dumps are killed (SIGKILL) while they are written: what stands there is whole, and the next ones work."""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from pathlib import Path

from benchmarks.reliability.site import Site, prepared, scratch

WRITTEN = {"dump": "dumps", "backup": "backups"}  # where each command writes
LONGEST = 0.4  # seconds after its first file in which it is killed


def main(arguments: list[str]) -> list[str]:
    """Begin one, kill it, look, again and again; at the end let both work."""
    parser = argparse.ArgumentParser(prog="kill-nightly", description=__doc__)
    parser.add_argument("--times", type=int, default=4, help="for each of both")
    parser.add_argument("--minutes", type=float, default=60.0, help="after which it ends, however many there were")
    options = parser.parse_args(arguments)
    broken: list[str] = []
    kills = ended = 0
    over = time.monotonic() + 60 * options.minutes
    with scratch() as folder, prepared(folder) as site:
        for number in range(options.times * len(WRITTEN)):
            if time.monotonic() > over:
                break
            was_killed = _kill(site, list(WRITTEN)[number % len(WRITTEN)])
            kills, ended = kills + was_killed, ended + (not was_killed)
            broken += _unsound_dumps(site.folder / "dumps")
        for command in WRITTEN:
            site.manage(command)
        broken += _unsound_dumps(site.folder / "dumps")
        backups = sorted((site.folder / "backups").glob("catalogue-*.tar.gz"))
        for file in backups:
            site.manage("backup", "--verify", str(file))  # ends the drill if it can't be restored
    sys.stdout.write(
        f"{kills} kills while files were written ({ended} had ended before): {len(broken)} dumps unsound, all "
        f"{len(backups)} backups can be restored\n"
    )
    return broken


def _kill(site: Site, command: str) -> bool:
    """Kill a command a moment after it has begun to write. Return whether it had not ended before."""
    folder = site.folder / WRITTEN[command]
    before = _names(folder)
    process = site.begin(command)
    while _names(folder) == before and process.poll() is None:
        time.sleep(0.005)
    time.sleep(random.uniform(0, LONGEST))
    was_running = process.poll() is None
    process.kill()
    process.wait()
    return was_running


def _names(folder: Path) -> set[Path]:
    return set(folder.iterdir()) if folder.exists() else set()


def _unsound_dumps(folder: Path) -> list[str]:
    """Return the files that the list of checksums names and that are not as it says."""
    sums = folder / "SHA256SUMS"
    lines = [line.split("  ") for line in sums.read_text().splitlines()] if sums.exists() else []
    return [name for digest, name in lines if _digest(folder / name) != digest]


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""
