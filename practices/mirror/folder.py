"""The folder of a mirror, and its manifest, which tells what was written for which address.

Only what the manifest names is ever replaced or removed. A file comes to its place whole, by one rename.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import astuple, dataclass
from pathlib import Path

MANIFEST = ".mirror.json"
_UNFINISHED = ".mirror-"  # how the names of files begin that are being written
_GIVEN_UP = 24 * 3600  # seconds after which nobody writes such a file any more


class NotAMirror(Exception):
    """The folder has files that no mirror wrote."""


@dataclass(frozen=True)
class Entry:
    """What was written for one address."""

    file: str
    digest: str  # of what the site said, without the date of the day
    edition: str  # of what it was made of, where that is known without asking
    made: str  # the day on which it was written, as YYYY-MM-DD


Entries = dict[str, Entry]  # by address


class Folder:
    """A folder that holds a mirror, or will."""

    def __init__(self, path: Path) -> None:
        """Open a folder, made if need be. Raises NotAMirror where there are files and no manifest."""
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.before: Entries = {}
        self.state = ""  # of what the mirror was made, when it was last complete
        manifest = path / MANIFEST
        if manifest.exists():
            said = json.loads(manifest.read_text(encoding="utf-8"))
            self.state = said["state"]
            self.before = {address: Entry(*entry) for address, entry in said["entries"].items()}
        elif any(path.iterdir()):
            raise NotAMirror(f"{path} has files, but no {MANIFEST}: a mirror needs a folder of its own")
        else:
            self.save({}, "")

    def save(self, entries: Entries, state: str) -> None:
        """Tell what was written. `state` is empty while a run goes on, so that a broken one is not taken for whole."""
        told = {address: astuple(entry) for address, entry in sorted(entries.items())}
        text = json.dumps({"state": state, "entries": told}, ensure_ascii=False, separators=(",", ":"))
        put(self.path, MANIFEST, text.encode())

    def remove_all_but(self, entries: Entries) -> int:
        """Remove the files that were written for what is there no more, and folders that are empty then.

        Return how many files these were.
        """
        kept = {entry.file for entry in entries.values()}
        gone = {entry.file for entry in self.before.values()} - kept
        for file in gone:
            path = self.path / file
            path.unlink(missing_ok=True)
            _remove_empty(path.parent, self.path)
        self._remove_unfinished()
        return len(gone)

    def _remove_unfinished(self) -> None:
        """Remove what runs that were killed have left behind."""
        for path in self.path.rglob(f"{_UNFINISHED}*"):
            if time.time() - path.stat().st_mtime > _GIVEN_UP:
                path.unlink(missing_ok=True)


def put(root: Path, file: str, content: bytes) -> None:
    """Write a file of the mirror, that nobody can see half of."""
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as being_written:
            being_written.write(content)
        Path(partial).chmod(0o644)  # a web server that runs as somebody else reads it
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except OSError:  # not empty, or gone
            return
        folder = folder.parent
