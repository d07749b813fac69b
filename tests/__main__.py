"""`make test`: all tests on SQLite, and on PostgreSQL those that depend on the database. Both are run and reported,
even if the first fails, each with the time that it took.

    python -m tests                     everything
    python -m tests --quick             the loop of somebody who changes a line: SQLite, no browser, nothing slow
    python -m tests --database sqlite   one database
    python -m tests -- -k words         what stands behind `--` goes to pytest
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

from tests.chromium import IS_MISSING, chromium

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NOTHING_CHOSEN = 5  # pytest's exit code


def main() -> int:
    """Run what the command line asks for. Return 0 if all of it passed."""
    parser = argparse.ArgumentParser(prog="python -m tests")
    parser.add_argument("--quick", action="store_true", help="only what takes no browser and no long time")
    parser.add_argument("--database", choices=DATABASES, action="append", help="only on this one")
    parser.add_argument("--workers", default=str((os.cpu_count() or 1) + 2), help="processes")
    parser.add_argument("pytest", nargs="*", help="arguments for pytest")
    asked = parser.parse_args()
    databases = asked.database or (["sqlite"] if asked.quick else list(DATABASES))
    chosen = ["-m", "not browser and not slow"] if asked.quick else []
    results = [run(database, [*chosen, "-n", asked.workers, *asked.pytest]) for database in databases]
    print(flush=True)  # noqa: T201
    for line, _code in results:
        print(line)  # noqa: T201
    if not asked.quick and not chromium():
        print(f"Browser tests were left out. {IS_MISSING}")  # noqa: T201
    return max(code for _line, code in results)


def run(database: str, arguments: list[str]) -> tuple[str, int]:
    """Run pytest on one database. Return a line that tells how it went, and the exit code."""
    name = DATABASES[database]
    print(f"Tests on {name} ...", flush=True)  # noqa: T201
    began = time.monotonic()
    slowest = ["--durations=20", "--durations-min=3"]  # a test earns its seconds
    command = [sys.executable, "-m", "pytest", "-q", "--dist", "worksteal", *slowest, *arguments]
    environment = {**os.environ, "TEST_DATABASE": database}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what one process compiles serves all of them
    code = subprocess.run(command, env=environment, check=False).returncode
    if code == NOTHING_CHOSEN:
        code = 0
    seconds = round(time.monotonic() - began)
    return f"{name}: {'passed' if code == 0 else 'FAILED'} in {seconds // 60}:{seconds % 60:02} minutes", code


if __name__ == "__main__":
    sys.exit(main())
