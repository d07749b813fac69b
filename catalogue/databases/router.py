"""Which database Django asks: what the request has chosen to read (`practices/web/replica.py`)."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS

from practices.web import replica


class Router:
    """Reads from the replica where a request may. Who has written reads the primary until the request ends."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Return the database to read."""
        return replica.alias()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Return the database to write."""
        replica.leave()
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Rows of both are rows of one database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Tables come to the replica by themselves."""
        return db == DEFAULT_DB_ALIAS
