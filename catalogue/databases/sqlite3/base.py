"""SQLite as Django knows it, but for what happens while its file is gone, or another one."""

from __future__ import annotations

import os
from typing import Any

from django.db.backends.sqlite3 import base

from catalogue.databases.watched import Watched


class DatabaseWrapper(Watched, base.DatabaseWrapper):
    """A connection that ends with the file that it has opened: it would go on reading what is no longer there."""

    _path = ""
    _opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: Any) -> Any:
        """Connect, and remember to which file."""
        connection = super().get_new_connection(conn_params)
        self._path = connection.execute("PRAGMA database_list").fetchone()[2]  # empty in memory
        self._opened = _identity(self._path)
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """Close what is of no use any more. Django calls this before and after each request."""
        if self.connection is not None and not self.in_atomic_block and _identity(self._path) != self._opened:
            self.close()
        super().close_if_unusable_or_obsolete()


def _identity(path: str) -> tuple[int, int] | None:
    """Return what tells a file from another one of the same name. None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 (before each request)
    except OSError:
        return None
    return found.st_dev, found.st_ino
