"""Databases as earlier releases left them, and what becomes of them: `*.sql.xz`, one of each release in `releases.txt`.

    1-catalogue b9e4ae1 0001_initial      its name, what git knows it by, its last migration

`python -m tests.upgrading NAME` makes such a file, of the release's own code with its own packages; `make release` does
so for what is released. A file is never made anew: what a release left does not change.

Before the first tag nothing had a version: the rows up to there are what people may have run, one for each state of the
tables.
"""

from __future__ import annotations

import lzma
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]


class Release(NamedTuple):
    """A release: its name, what git knows it by, and its last migration."""

    name: str
    commit: str
    migration: str

    @property
    def dump(self) -> Path:
        """Where its database is kept."""
        return FOLDER / f"{self.name}.sql.xz"


def releases() -> list[Release]:
    """Return the releases, the oldest first."""
    return [Release(*line.split()) for line in (FOLDER / "releases.txt").read_text().splitlines()]


def named(name: str) -> Release:
    """Return a release by its name. Raise KeyError."""
    return {release.name: release for release in releases()}[name]


def put_back(release: Release, file: Path) -> None:
    """Make the SQLite file that the release left."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(lzma.decompress(release.dump.read_bytes()).decode())


def unpack(commit: str, folder: Path) -> None:
    """Put the code of a commit into a new folder. Raise CalledProcessError where the history lacks it."""
    folder.mkdir(parents=True)
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "--extract", "--directory", str(folder)], input=packed.stdout, check=True)


def install(folder: Path) -> Path:
    """Install the packages that the code in a folder has locked. Return the Python that has them."""
    uv, environment = Path(sys.executable).with_name("uv"), folder / ".venv"
    python = environment / "bin" / "python"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(environment)], check=True)
    locked = ["--require-hashes", "--requirement", str(folder / "requirements.txt")]
    subprocess.run([uv, "pip", "install", "--quiet", "--python", str(python), *locked], check=True)
    return python


def elsewhere(data: Path) -> dict[str, str]:
    """Return the environment of a site whose data lies in a folder, and none of whose settings are this one's."""
    own = {"PATH": os.environ["PATH"], "DATA_DIR": str(data), "LOG_LEVEL": "WARNING", "DATABASE_URL": ""}
    return own | {name: value for name, value in os.environ.items() if name in {"HOME", "TMPDIR", "LANG"}}
