"""Keep the database of a release (see the package): python -m tests.upgrading NAME [COMMIT]

NAME stands in `releases.txt`, or is added to it with COMMIT (HEAD, unless told). It takes a minute, and needs git
and the registry of packages.
"""

from __future__ import annotations

import argparse
import lzma
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from tests.upgrading import FOLDER, ROOT, Release, elsewhere, install, releases, unpack

FEW = 20  # practices that a kept database has: an upgrade adds the others


def main() -> None:
    """Make what the command line asks for, and refuse to make it twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.upgrading")
    parser.add_argument("name")
    parser.add_argument("commit", nargs="?", default="HEAD")
    asked = parser.parse_args()
    known = {release.name: release for release in releases()}
    newest = max(file.stem for file in (ROOT / "practices" / "migrations").glob("0*.py"))
    release = known.get(asked.name, Release(asked.name, asked.name, newest))
    if release.dump.exists():
        raise SystemExit(f"{release.dump.name} is there already, and what a release left does not change.")
    with tempfile.TemporaryDirectory(prefix="catalogue-release-") as folder:
        keep(release.commit if asked.name in known else asked.commit, Path(folder), release.dump)
    if asked.name not in known:
        with (FOLDER / "releases.txt").open("a") as file:
            file.write(" ".join(release) + "\n")
    print(f"{release.dump.name}: {release.dump.stat().st_size // 1000} kB")  # noqa: T201


def keep(commit: str, folder: Path, dump: Path) -> None:
    """Prepare a site with the code of a commit, let something happen on it, and keep what its database says."""
    code, data = folder / "code", folder / "data"
    unpack(commit, code)
    thin_out(code / "fixtures" / "practices")
    python = install(code)
    scene = (FOLDER / "scene.py").read_text()
    for command in (["migrate"], ["load_practices"], ["shell", "-c", scene]):
        subprocess.run([python, "manage.py", *command, "-v", "0"], cwd=code, env=elsewhere(data), check=True)
    with closing(sqlite3.connect(data / "catalogue.sqlite3")) as connection:
        said = "\n".join(connection.iterdump())
    dump.write_bytes(lzma.compress(said.encode(), preset=9))


def thin_out(practices: Path) -> None:
    """Leave the first practices alone, so that what is kept stays small."""
    for number, file in enumerate(sorted(practices.glob("*.toml"))):
        if number >= FEW:
            file.unlink()


if __name__ == "__main__":
    main()
