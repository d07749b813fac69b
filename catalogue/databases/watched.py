"""What both databases have in common."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError

from practices.web import outage


class Watched:
    """Fails at once where another thread has just found that there is no connection to be had."""

    alias: str
    connection: Any
    is_probe = False  # whether it only asks if the database is there

    def ensure_connection(self) -> None:
        """Connect if need be. Raise a DatabaseError."""
        if self.connection is None:
            outage.refuse(self.alias)
        try:
            super().ensure_connection()  # type: ignore[misc]
        except DatabaseError as error:
            outage.begin(error, self.alias)
            raise
