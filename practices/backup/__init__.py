"""Backups of the whole database, and putting them back (docs/backup.md).

`making.py` makes one, `restoring.py` puts one back or tries whether it could; `archive.py` knows the file, `sqlite.py`
and `postgresql.py` the databases, `facts.py` what is held against a database to see that it is the same, `numbers.py`
the numbers that must not be given twice, `retention.py` which backups are kept, `kinds.py` which database this is. Uses
the models, the change log and the search index.
"""

from __future__ import annotations

from datetime import datetime

from . import stamps


class BackupError(Exception):
    """It can't be done. The message tells an operator why, and what to do."""


def last_backup() -> datetime | None:
    """Return when this machine made its last good backup, in UTC, or None if it never did as far as it remembers."""
    return stamps.last_backup()
