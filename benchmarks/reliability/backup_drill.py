"""Backing up while others write, trying each backup, putting an earlier one back, and going on: many times over.

python -m benchmarks.reliability.backup_drill --rounds 50

It makes a catalogue of its own in a temporary folder, on SQLite, and touches nothing else. Two processes save all the
time, on connections that stay open; each save that was committed is noted. Exits with 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.core.management import call_command

from practices.backup import archive, facts, making, restoring
from practices.backup.databases import elsewhere
from practices.models import Practice

T = TypeVar("T")

ITSELF = (sys.executable, "-m", "benchmarks.reliability.backup_drill")
NOT_OURS = ("DATABASE_URL", "BACKUP_DIR", "BACKUP_KEY_FILE", "SEARCH_INDEX_DIR")
WRITERS = 2
GOES_ON = {"practices_change", "practices_noted", "practices_record", "django_session", "sqlite_sequence"}


# Writing -----------------------------------------------------------------------------------------


def write(number: int, folder: Path) -> None:
    """Save one practice again and again, and make others, until told to stop. Note each save once it is committed."""
    fields = {"evidence_basis": "named-practice", "instrument": "programme", "level": "national"}
    own = Practice.objects.create(title_en=f"Writer {number}", slug=f"writer-{number}", reported_on=_day(), **fields)
    with (folder / f"writer-{number}").open("w", buffering=1) as notes:
        notes.write(f"own {own.pk}\n")
        for count in range(1, sys.maxsize):
            if (folder / "stop").exists():
                return
            if (folder / "pause").exists():
                notes.write("paused\n")
                while (folder / "pause").exists():
                    time.sleep(0.01)
            Practice.objects.get(pk=own.pk)  # what was put back, if so
            own.summary_en = str(count)
            own.save(update_fields=["summary_en"])
            notes.write(f"saved {count}\n")
            if count % 3 == 0:
                made = Practice.objects.create(title_en="Made", slug=f"{number}-{count}", reported_on=_day(), **fields)
                notes.write(f"made {made.pk}\n")
            time.sleep(0.01)


def _day() -> datetime.date:
    return datetime.date(2026, 11, 30)


@dataclass
class Writer:
    """A process that writes, as its notes tell."""

    number: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def _notes(self) -> list[list[str]]:
        path = self.folder / f"writer-{self.number}"
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    @property
    def own(self) -> int:
        """Which practice it saves."""
        return int(self._notes[0][1])

    @property
    def saved(self) -> int:
        """The last save that was committed."""
        return max((int(note[1]) for note in self._notes if note[0] == "saved"), default=0)

    @property
    def made(self) -> list[int]:
        """The numbers that its new practices got."""
        return [int(note[1]) for note in self._notes if note[0] == "made"]

    @property
    def pauses(self) -> int:
        """How often it has paused."""
        return sum(note == ["paused"] for note in self._notes)


def wait(until: Callable[[], bool]) -> None:
    """Wait for something that takes a second at the most on an idle machine."""
    patience = time.monotonic() + 60
    while not until():
        if time.monotonic() > patience:
            raise SystemExit("A writer has stopped.")
        time.sleep(0.02)


# The drill ---------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What was done, and what was wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"back up": [], "verify": [], "restore": []})
    during_backups: int = 0
    missing: int = 0  # saves that were committed before a backup began, and are not in it
    differences: int = 0  # tables that came back other than they were
    not_seen: int = 0  # saves after a restore that the database doesn't have

    def timed(self, what: str, act: Callable[[], T]) -> T:
        """Do something, and note how long it took."""
        started = time.perf_counter()
        result = act()
        self.seconds[what].append(time.perf_counter() - started)
        return result


def in_the_file(database: Path, practice: int) -> int:
    """Return the save that a SQLite file holds of a writer's practice, on a new connection."""
    connection = sqlite3.connect(database)
    found = connection.execute("SELECT summary_en FROM practices_practice WHERE id = ?", [practice]).fetchone()
    connection.close()
    return int(found[0]) if found else -1


def one_round(tally: Tally, writers: list[Writer], folder: Path, chance: random.Random) -> None:
    """Back up during writes, verify, put one of the last backups back, compare, and let the writers go on."""
    wait(lambda: all(writer.saved > 0 for writer in writers))
    before = [writer.saved for writer in writers]
    made = tally.timed("back up", making.make)
    tally.during_backups += sum(writer.saved for writer in writers) - sum(before)
    tally.timed("verify", lambda: restoring.verify(made.file, None))
    with archive.opened(made.file, None, making.folder()) as (_manifest, database):
        held = [in_the_file(database, writer.own) for writer in writers]
    tally.missing += sum(max(noted - there, 0) for noted, there in zip(before, held, strict=True))

    pauses = [writer.pauses for writer in writers]
    (folder / "pause").touch()
    wait(lambda: all(writer.pauses > count for writer, count in zip(writers, pauses, strict=True)))
    chosen = chance.choice(sorted(making.folder().glob("catalogue-*.tar.gz"))[-5:])
    restored = tally.timed("restore", lambda: restoring.restore(chosen, None))
    tally.differences += len(differing(restored.manifest["tables"]))
    after = [writer.saved for writer in writers]
    (folder / "pause").unlink()
    wait(lambda: all(writer.saved > count for writer, count in zip(writers, after, strict=True)))
    noted = [writer.saved for writer in writers]
    live = folder / "catalogue.sqlite3"
    found = [in_the_file(live, writer.own) for writer in writers]
    tally.not_seen += sum(there < save for there, save in zip(found, noted, strict=True))


def differing(told: dict[str, dict[str, object]]) -> list[str]:
    """Return the tables that hold something else than a manifest tells, but for those that go on."""
    with elsewhere():
        found = facts.read()["tables"]
    return [table for table in told if table not in GOES_ON and found.get(table) != told[table]]


def drill(rounds: int, folder: Path) -> int:
    """Do it, print what came of it, and return 1 if anything was wrong."""
    call_command("migrate", verbosity=0)
    call_command("load_practices", verbosity=0)
    command = [*ITSELF, "--folder", str(folder), "--writer"]
    writers = [Writer(one, folder, subprocess.Popen([*command, str(one)])) for one in range(1, WRITERS + 1)]
    tally, chance = Tally(), random.Random(15)
    try:
        for _round in range(rounds):
            one_round(tally, writers, folder, chance)
    finally:
        (folder / "stop").touch()
        for writer in writers:
            writer.process.wait(60)
    return report(tally, writers, rounds)


def report(tally: Tally, writers: list[Writer], rounds: int) -> int:
    """Print the table."""
    numbers = [number for writer in writers for number in writer.made]
    twice = len(numbers) - len(set(numbers))
    lines = ["| what | least | median | most |", "| --- | --- | --- | --- |"]
    for what, all_of in tally.seconds.items():
        middle = statistics.median(all_of)
        lines.append(f"| {what}, seconds | {min(all_of):.2f} | {middle:.2f} | {max(all_of):.2f} |")
    wrong = {
        "saves committed before a backup that it lacks": tally.missing,
        "tables that came back other than they were": tally.differences,
        "saves after a restore that are not in the database": tally.not_seen,
        "numbers given twice": twice,
    }
    saves = sum(writer.saved for writer in writers)
    told = {"rounds": rounds, "saves": saves, "of them during a backup": tally.during_backups}
    lines += ["", "| what | how many |", "| --- | --- |"]
    for what, count in {**told, "new practices": len(numbers), **wrong}.items():
        lines.append(f"| {what} | {count} |")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(any(wrong.values()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--writer", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.writer:
        write(given.writer, given.folder)
    elif given.folder:
        return drill(given.rounds, given.folder)
    else:
        # In a process of its own, since settings are read before this line: on a database that is nobody's.
        with tempfile.TemporaryDirectory(prefix="backup-drill-") as place:
            own = {"DATA_DIR": place, "LOG_LEVEL": "ERROR", **dict.fromkeys(NOT_OURS, "")}
            command = [*ITSELF, "--rounds", str(given.rounds), "--folder", place]
            return subprocess.run(command, env={**os.environ, **own}, check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
